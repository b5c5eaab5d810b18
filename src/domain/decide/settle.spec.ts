import { describe, expect, it } from '@jest/globals';
import {
  attemptWith,
  contextOf,
  NOW,
  quotaWith,
  recordOutcomeOf,
  recordWith,
  refusedWithNothingWritten,
  stateOf,
} from '../../../test/support/domain/domain-state.js';
import type { SettlePaymentCommand } from '../commands.js';
import { formatQuantity } from '../decimal.js';
import type { BillingRecord } from '../record.js';
import type { Attempt, Decision } from '../state.js';
import { decideSettlePayment } from './settle.js';

const OCTOBER = '2025-10-01T00:00:00.000Z';
const processing = recordWith({
  status: 'processing',
  method: 'payment_charge',
  walletTransactionId: null,
  lines: [
    {
      dimension: 'a',
      quantity: '6',
      unit_price: '0',
      amount: '0',
      kind: 'free_tier',
      source: 'free_tier',
      period_start: OCTOBER,
    },
    {
      dimension: 'b',
      quantity: '4',
      unit_price: '0',
      amount: '0',
      kind: 'free_tier',
      source: 'free_tier',
      period_start: OCTOBER,
    },
    { dimension: 'b', quantity: '4', unit_price: '1', amount: '4', kind: 'priced' },
  ],
  quotaUses: [{ quota_id: 'quota-1', window_start: OCTOBER, quantity: '14' }],
});

const succeeded = { status: 'succeeded', transactionId: 'pay_1', balance: null } as const;
const declinedByBank = {
  status: 'declined',
  code: 'payment_declined',
  reason: 'card_declined',
} as const;

function settle(
  outcome: SettlePaymentCommand['outcome'],
  given: { record?: BillingRecord | null; attempt?: Attempt; quotaUsed?: string; windowStart?: number } = {},
): Decision {
  const record = given.record === undefined ? processing : given.record;
  return decideSettlePayment(
    stateOf({
      records: record ? [record] : [],
      attempts: [given.attempt ?? attemptWith()],
      quotas: [
        quotaWith(
          '100',
          given.quotaUsed ?? '30',
          given.windowStart ? { windowStart: given.windowStart } : {},
        ),
      ],
      allowances: { [`unit\u0000free_tier\u0000${Date.parse(OCTOBER)}`]: '25' },
    }),
    {
      type: 'settle_payment',
      account: { type: 'user', id: 'ann' },
      billingId: 'bill-1',
      attemptId: 'att-1',
      leaseNumber: 1,
      outcome,
    },
    contextOf(),
  );
}

describe('a payment that succeeded', () => {
  const decision = settle(succeeded);

  it('completes the record and books the money from outside to revenue', () => {
    expect(decision.effects?.record?.after).toMatchObject({
      status: 'completed',
      paymentTransactionId: 'pay_1',
    });
    expect(decision.effects?.postings).toMatchObject([
      { source: 'external', destination: 'revenue', referenceId: 'pay_1', operation: 'settle_payment' },
    ]);
    expect(decision.effects?.attempts?.[0]?.after).toMatchObject({
      state: 'succeeded',
      transactionId: 'pay_1',
    });
  });

  it('leaves what was consumed consumed', () => {
    expect(decision.effects?.quotas).toBeUndefined();
    expect(decision.effects?.allowances).toBeUndefined();
  });

  it('replaces the stored answer of the command that began it', () => {
    expect(decision.effects?.finalAnswer).toMatchObject({
      operation: 'charge',
      key: 'k',
      outcome: {
        kind: 'charge',
        status: 'completed',
        amount: '4',
        paymentTransactionId: 'pay_1',
        attemptId: null,
        refusal: null,
      },
    });
  });
});

describe('a payment that was declined', () => {
  it('fails the record and gives back quota and allowance', () => {
    const { effects } = settle(declinedByBank);
    expect(effects?.record?.after).toMatchObject({
      status: 'failed',
      failureReason: 'payment_declined',
      quotaUses: [],
    });
    expect(effects?.quotas?.map(({ used }) => formatQuantity(used))).toEqual(['16']);
    expect(effects?.allowances?.map(({ source, used }) => [source, formatQuantity(used)])).toEqual([
      ['free_tier', '15'],
    ]);
    expect(effects?.postings).toBeUndefined();
    expect(effects?.attempts?.[0]?.after).toMatchObject({
      state: 'declined',
      failureReason: 'card_declined',
    });
    expect(effects?.finalAnswer?.outcome).toMatchObject({
      status: 'failed',
      amount: '0',
      refusal: { code: 'payment_declined' },
    });
  });

  it('gives nothing back to a quota window that has passed', () => {
    const { effects } = settle(declinedByBank, { windowStart: Date.UTC(2025, 10, 1), quotaUsed: '2' });
    expect(effects?.quotas?.map(({ used }) => formatQuantity(used))).toEqual(['2']);
  });
});

describe('a payment whose call timed out', () => {
  it('stays unknown, and the reconciler asks again later', () => {
    const { effects, outcome } = settle(
      { status: 'unknown', nextCheckInMs: 500 },
      { attempt: attemptWith({ checks: 2 }) },
    );
    expect(effects).toEqual({
      attempts: [
        {
          before: attemptWith({ checks: 2 }),
          after: attemptWith({ state: 'unknown', checks: 3, dueAt: NOW + 500 }),
        },
      ],
    });
    expect(outcome).toMatchObject({ status: 'processing', changed: false });
  });
});

describe('a second outcome of the same attempt', () => {
  it.each([
    ['succeeded', declinedByBank],
    ['declined', succeeded],
    ['succeeded', succeeded],
    ['declined', { status: 'unknown', nextCheckInMs: 1 }],
  ] as const)('after %s changes nothing', (state, outcome) => {
    const decision = settle(outcome, { attempt: attemptWith({ state }) });
    expect(decision.effects).toEqual({});
    expect(recordOutcomeOf(decision).changed).toBe(false);
  });

  it('cannot charge a record that is no longer processing', () => {
    const failed = { ...processing, status: 'failed' as const };
    const decision = settle(succeeded, { record: failed });
    expect([decision.effects, recordOutcomeOf(decision)]).toMatchObject([
      {},
      { status: 'failed', changed: false },
    ]);
  });
});

describe('an attempt that is not this record’s', () => {
  it.each([
    ['belongs to another', { attempt: attemptWith({ billingId: 'bill-2' }) }],
    ['has no record here', { record: null }],
    ['is not there', { attempt: attemptWith({ attemptId: 'att-2' }) }],
  ])('is refused where it %s', (_name, given) =>
    expect(refusedWithNothingWritten(settle(succeeded, given)).code).toBe('billing_record_not_found'),
  );
});

describe('a card refund that was sent', () => {
  const refunded = recordWith({ ...processing, status: 'refunded' });
  const attempt = attemptWith({ kind: 'payment_refund' });

  it('notes its transaction on the attempt alone', () => {
    const decision = settle(succeeded, { record: refunded, attempt });
    expect(Object.keys(decision.effects ?? {})).toEqual(['attempts']);
    expect(decision.effects?.attempts?.[0]?.after).toMatchObject({
      state: 'succeeded',
      transactionId: 'pay_1',
    });
  });
});
