import { describe, expect, it } from '@jest/globals';
import {
  contextOf,
  moneyOf,
  NOW,
  recordOutcomeOf,
  recordWith,
  refusedWithNothingWritten,
  stateOf,
  walletWith,
} from '../../../test/support/domain/domain-state.js';
import { decimal, formatQuantity, ZERO } from '../decimal.js';
import type { BillingRecord } from '../record.js';
import type { Decision } from '../state.js';
import { decideRefund } from './refund.js';

function refund(record: BillingRecord): Decision {
  return decideRefund(
    stateOf({ records: [record], balances: [walletWith('1', { credits: '2' })] }),
    { type: 'refund', account: { type: 'user', id: 'ann' }, billingId: 'bill-1', reason: 'mistake' },
    contextOf(),
  );
}

describe('a refund', () => {
  it('marks the record, gives the whole back, and tells it', () => {
    const decision = refund(recordWith());
    expect(recordOutcomeOf(decision)).toEqual({
      kind: 'record',
      billingId: 'bill-1',
      status: 'refunded',
      changed: true,
      attemptId: null,
    });
    expect(formatQuantity(decision.effects?.record?.after.refunded ?? ZERO)).toBe('4');
    expect(decision.effects?.events).toMatchObject([
      { type: 'refund_issued', payload: { refunded: '4', reason: 'mistake' } },
    ]);
  });

  it('is dated when it is made, while the charge stays in the hour of its usage', () => {
    const rollups = refund(recordWith()).effects?.rollups ?? [];
    expect(rollups.map(({ usageHour, status, count }) => [usageHour - NOW, status, count])).toEqual([
      [-7_200_000, 'completed', -1],
      [-7_200_000, 'refunded', 1],
      [0, 'refunded', 0],
    ]);
    expect(rollups.map(({ refunded }) => formatQuantity(refunded))).toEqual(['0', '0', '4']);
  });

  const card = {
    method: 'payment_charge',
    walletTransactionId: null,
    paymentTransactionId: 'pay_1',
  } as const;

  it.each([
    ['of a wallet charge to the wallet', {}, 'available', { available: '5', held: '0', credits: '2' }],
    [
      'of credits to the credits',
      { method: 'credit_consumption', walletTransactionId: null },
      'credits',
      { available: '1', held: '0', credits: '6' },
    ],
    ['of a card payment outside', card, 'external', null],
    [
      'of a wallet elsewhere to that wallet, not to ours',
      { walletTransactionId: 'their-1' },
      'external',
      null,
    ],
  ] as const)('%s', (_name, record, destination, money) => {
    const { effects } = refund(recordWith(record));
    expect(effects?.postings).toMatchObject([
      { source: 'refunds', destination, operation: 'refund', billingId: 'bill-1' },
    ]);
    expect(effects?.postings?.map(({ amount }) => formatQuantity(amount))).toEqual(['4']);
    expect(moneyOf(effects?.balance)).toEqual(money);
  });

  it('of a card payment leaves an attempt that sends the money back', () => {
    const decision = refund(recordWith(card));
    expect(decision.effects?.attempts?.[0]).toMatchObject({
      before: null,
      after: {
        kind: 'payment_refund',
        billingId: 'bill-1',
        state: 'created',
        details: { transaction_id: 'pay_1' },
      },
    });
    expect(recordOutcomeOf(decision).attemptId).toBe(decision.effects?.attempts?.[0]?.after.attemptId);
  });

  it('of a charge of nothing moves no money', () => {
    const { effects } = refund(
      recordWith({ total: ZERO, method: 'subscription_included', walletTransactionId: null }),
    );
    expect(effects?.record?.after.status).toBe('refunded');
    expect(effects?.postings).toBeUndefined();
    expect(effects?.attempts).toBeUndefined();
  });

  it('a second time changes nothing', () => {
    const decision = refund(recordWith({ status: 'refunded', refunded: decimal('4') }));
    expect(recordOutcomeOf(decision)).toMatchObject({ status: 'refunded', changed: false });
    expect(decision.effects).toEqual({});
  });

  it.each(['pending', 'processing', 'failed'] as const)('is refused for a record that is %s', (status) =>
    expect(refusedWithNothingWritten(refund(recordWith({ status })))).toMatchObject({
      code: 'invalid_status_transition',
      facts: { from: status, to: 'refunded' },
    }),
  );

  it('is refused for a record that is not there', () => {
    expect(refusedWithNothingWritten(refund(recordWith({ billingId: 'bill-2' }))).code).toBe(
      'billing_record_not_found',
    );
  });
});
