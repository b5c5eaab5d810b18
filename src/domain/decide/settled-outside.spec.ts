import { describe, expect, it } from '@jest/globals';
import {
  contextOf,
  recordWith,
  refusedWithNothingWritten,
  stateOf,
} from '../../../test/support/domain/domain-state.js';
import type { SettledOutsideCommand } from '../commands.js';
import { decimal, ZERO } from '../decimal.js';
import type { BillingRecord } from '../record.js';
import type { Decision } from '../state.js';
import { decideSettledOutside } from './settled-outside.js';

describe('settled outside', () => {
  const failed = recordWith({
    status: 'failed',
    failureReason: 'insufficient_wallet_balance',
    method: null,
    walletTransactionId: null,
  });
  const command: SettledOutsideCommand = {
    type: 'settled_outside',
    account: { type: 'user', id: 'ann' },
    billingId: 'bill-1',
    walletTransactionId: null,
    paymentTransactionId: 'pay_9',
  };
  const decide = (record: BillingRecord, rest: Partial<SettledOutsideCommand> = {}): Decision =>
    decideSettledOutside(stateOf({ records: [record] }), { ...command, ...rest }, contextOf());

  it('completes the record and books money from outside, under its transaction id', () => {
    const { effects } = decide(failed);
    expect(effects?.record?.after).toMatchObject({
      status: 'completed',
      failureReason: null,
      method: 'payment_charge',
      paymentTransactionId: 'pay_9',
    });
    expect(effects?.postings).toMatchObject([
      { source: 'external', destination: 'revenue', referenceId: 'pay_9', operation: 'settled_outside' },
    ]);
    expect(effects?.balance).toBeUndefined();
  });

  it('by another wallet takes nothing from ours', () => {
    const { effects } = decide(failed, { walletTransactionId: 'their-1', paymentTransactionId: null });
    expect(effects?.record?.after).toMatchObject({
      method: 'wallet_deduction',
      walletTransactionId: 'their-1',
    });
    expect(effects?.balance).toBeUndefined();
  });

  it.each([
    ['wallet_transaction_id', { walletTransactionId: 'txn_made_up', paymentTransactionId: null }],
    ['wallet_transaction_id', { walletTransactionId: 'carried_made_up', paymentTransactionId: null }],
    ['payment_transaction_id', { walletTransactionId: null, paymentTransactionId: 'carried_made_up' }],
  ])('is refused under a %s of ours, by which a refund would go: %j', (field, ids) => {
    const refusal = { code: 'validation_failed', facts: { errors: [{ field, rule: 'outside_id' }] } };
    expect(decide(failed, ids)).toMatchObject({ outcome: { kind: 'refused', refusal }, effects: null });
  });

  it('of a cost of nothing posts nothing', () => {
    expect(decide({ ...failed, total: ZERO }).effects?.postings).toBeUndefined();
  });

  it('of a completed record changes nothing', () => {
    expect(decide(recordWith())).toMatchObject({
      outcome: { status: 'completed', changed: false },
      effects: {},
    });
  });

  it.each(['processing', 'refunded'] as const)('is refused for a record that is %s', (status) =>
    expect(refusedWithNothingWritten(decide(recordWith({ status })))).toMatchObject({
      code: 'invalid_status_transition',
      facts: { from: status, to: 'completed' },
    }),
  );

  it('is refused for usage without a price', () => {
    const unpriced = { ...failed, status: 'pending' as const, currency: null, total: decimal('0') };
    expect(refusedWithNothingWritten(decide(unpriced)).message).toMatch(/without a price/);
  });
});
