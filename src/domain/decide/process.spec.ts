import { describe, expect, it } from '@jest/globals';
import { usageOf } from '../../../test/support/domain/commands.js';
import {
  chargeOutcomeOf,
  contextOf,
  NOW,
  priceOf,
  quotaWith,
  recordWith,
  refusedWithNothingWritten,
  stateOf,
  walletWith,
  type StateParts,
} from '../../../test/support/domain/domain-state.js';
import type { ProcessCommand } from '../commands.js';
import { decimal } from '../decimal.js';
import type { Decision } from '../state.js';
import { decideProcess } from './charge.js';

const prices = [priceOf('unit')];

describe('process', () => {
  const command: ProcessCommand = {
    type: 'process',
    account: { type: 'user', id: 'ann' },
    billingId: 'bill-1',
    method: null,
    paymentMethodId: null,
    forceCharge: false,
  };
  const failed = recordWith({
    status: 'failed',
    failureReason: 'insufficient_wallet_balance',
    method: null,
    walletTransactionId: null,
  });

  function process(parts: StateParts, rest: Partial<ProcessCommand> = {}, record = failed): Decision {
    return decideProcess(
      stateOf({ records: [record], ...parts }),
      { ...command, ...rest },
      contextOf(prices),
    );
  }

  it('decides again from the start and clears what failed', () => {
    const decision = process({ balances: [walletWith('10')] });
    expect(chargeOutcomeOf(decision)).toMatchObject({
      billingId: 'bill-1',
      status: 'completed',
      walletBalance: '6',
    });
    expect(decision.effects?.record).toMatchObject({
      before: failed,
      after: { status: 'completed', failureReason: null },
    });
    expect(decision.effects?.rollups).toHaveLength(2);
  });

  it('prices at the time of the usage, not at its own', () => {
    const versions = [
      priceOf('unit'),
      priceOf('unit', { priceId: 'dear', unitPrice: decimal('9'), effectiveFrom: NOW - 1 }),
    ];
    const decision = decideProcess(
      stateOf({ records: [failed], balances: [walletWith('10')] }),
      command,
      contextOf(versions),
    );
    expect(chargeOutcomeOf(decision).amount).toBe('4');
  });

  it('holds to the quotas of now', () => {
    expect(
      chargeOutcomeOf(process({ balances: [walletWith('10')], quotas: [quotaWith('3')] })).refusal?.code,
    ).toBe('quota_exceeded');
  });

  it('stays failed when it is refused again, and never counts against the bound of refusals', () => {
    const minute = Math.floor(NOW / 60_000) * 60_000;
    const decision = process({ refusals: { minute, count: 10 } });
    expect(chargeOutcomeOf(decision)).toMatchObject({
      status: 'failed',
      refusal: { code: 'insufficient_wallet_balance' },
    });
    expect(decision.effects?.refusals).toBeUndefined();
  });

  it('forced goes down to the overdraft limit and lifts nothing else', () => {
    const overdrawn = { balances: [walletWith('1', { overdraftLimit: '3' })] };
    expect(chargeOutcomeOf(process(overdrawn, { forceCharge: true })).walletBalance).toBe('-3');
    expect(chargeOutcomeOf(process(overdrawn)).refusal?.code).toBe('insufficient_wallet_balance');
    const limited = { ...overdrawn, quotas: [quotaWith('3')] };
    expect(chargeOutcomeOf(process(limited, { forceCharge: true })).refusal?.code).toBe('quota_exceeded');
  });

  it('keeps to the method that the record asked for, unless another is named', () => {
    const record = { ...failed, method: 'credit_consumption' as const };
    const parts = { balances: [walletWith('10')] };
    expect(chargeOutcomeOf(process(parts, {}, record)).refusal?.code).toBe('insufficient_credit_balance');
    expect(chargeOutcomeOf(process(parts, { method: 'wallet_deduction' }, record)).status).toBe('completed');
  });

  it('prices what had no price, once there is one', () => {
    const usage = { ...usageOf('ann', 'unit', '4'), usageTimestamp: NOW - 1 };
    const unpriced = {
      ...failed,
      usage,
      status: 'pending' as const,
      currency: null,
      total: decimal('0'),
      lines: [],
    };
    expect(chargeOutcomeOf(process({ balances: [walletWith('10')] }, {}, unpriced))).toMatchObject({
      status: 'completed',
      amount: '4',
    });
  });

  it.each(['completed', 'processing', 'refunded'] as const)('refuses a record that is %s', (status) =>
    expect(refusedWithNothingWritten(process({}, {}, recordWith({ status })))).toMatchObject({
      code: 'billing_already_processed',
      facts: { billing_id: 'bill-1', billing_status: status },
    }),
  );

  it('refuses a record that is not there', () => {
    expect(refusedWithNothingWritten(process({ records: [] })).code).toBe('billing_record_not_found');
  });
});
