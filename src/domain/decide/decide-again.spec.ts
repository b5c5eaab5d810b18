import { describe, expect, it } from '@jest/globals';
import {
  quotaWith,
  recordOutcomeOf,
  recordWith,
  remoteMethods,
  stateOf,
  type StateParts,
} from '../../../test/support/domain/domain-state.js';
import {
  contextWith,
  OUTSIDE,
  account,
  statesOf,
  walletAttempt,
  WALLET_WISH,
} from '../../../test/support/domain/decisions.js';
import type { BillingRecord } from '../record.js';
import { decideAgain } from './decide-again.js';

describe('deciding a pending record again', () => {
  const pending = recordWith({
    status: 'pending',
    failureReason: 'payer_unavailable',
    walletTransactionId: null,
  });
  const reminder = walletAttempt({ tries: 1, wish: WALLET_WISH }, { kind: 'decision' });
  const again = (
    record: BillingRecord,
    outside: Parameters<typeof remoteMethods>[0] = {},
    leaseNumber = 1,
    parts: StateParts = {},
  ) =>
    decideAgain(
      stateOf({ records: [record], attempts: [reminder], ...parts }),
      { type: 'decide_again', account, billingId: 'bill-1', attemptId: 'att-1', leaseNumber },
      contextWith(outside),
    );

  it('begins its payment, in place of the answer that was stored', () => {
    const decision = again(pending);
    expect(statesOf(decision)).toEqual(['decision succeeded', 'wallet created']);
    expect(decision.effects?.record?.after).toMatchObject({ status: 'processing' });
    expect(decision.effects?.attempts?.[1]?.after).toMatchObject({
      details: { tries: 1 },
      answers: { operation: 'charge', key: 'k' },
    });
    expect(recordOutcomeOf(decision).attemptId).toBe(decision.effects?.attempts?.[1]?.after.attemptId);
    expect(decision.effects?.finalAnswer).toMatchObject({ key: 'k', outcome: { status: 'processing' } });
  });

  it('asks the quotas of now', () => {
    const decision = again(pending, {}, 1, { quotas: [quotaWith('3')] });
    expect(decision.effects?.record?.after).toMatchObject({
      status: 'failed',
      failureReason: 'quota_exceeded',
    });
  });

  it('is put off once more while the payer cannot be called', () => {
    const decision = again(pending, { unavailable: OUTSIDE });
    expect(statesOf(decision)).toEqual(['decision succeeded', 'decision created']);
    expect(decision.effects?.attempts?.[1]?.after).toMatchObject({ details: { tries: 2 } });
  });

  it('leaves a record alone that was decided meanwhile', () => {
    const decision = again(recordWith());
    expect(decision.effects).toMatchObject({ attempts: [{ after: { state: 'succeeded' } }] });
    expect(decision.effects?.record).toBeUndefined();
  });

  it('writes nothing under a lease that has passed to another', () => {
    expect(again(pending, {}, 0)).toMatchObject({ outcome: { stale: true }, effects: null });
  });
});
