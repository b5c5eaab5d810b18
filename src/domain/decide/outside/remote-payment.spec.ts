import { describe, expect, it } from '@jest/globals';
import { chargeOf } from '../../../../test/support/domain/commands.js';
import {
  chargeOutcomeOf,
  moneyOf,
  NOW,
  quotaWith,
  recordOutcomeOf,
  stateOf,
  walletWith,
} from '../../../../test/support/domain/domain-state.js';
import {
  contextWith,
  DECLINED,
  OUTSIDE,
  processing,
  settle,
  statesOf,
  walletAttempt,
  WALLET_WISH,
} from '../../../../test/support/domain/decisions.js';
import { decimal, formatQuantity } from '../../decimal.js';
import { decideCharge } from '../charge.js';

const CARD = { paymentMethodId: 'pm-1', token: 'tok_ok' };

describe('a charge that a wallet outside is to pay', () => {
  it('commits the intent with what it consumes, and moves no money here', () => {
    const decision = decideCharge(
      stateOf({ balances: [walletWith('9')], quotas: [quotaWith('100')] }),
      { ...chargeOf('ann', 'unit', '4'), method: 'wallet_deduction' },
      contextWith(),
    );
    expect(chargeOutcomeOf(decision)).toMatchObject({ status: 'processing', method: 'wallet_deduction' });
    expect(decision.effects?.attempts?.[0]?.after).toMatchObject({
      kind: 'wallet',
      state: 'created',
      leaseNumber: 0,
      details: { tries: 0, wish: WALLET_WISH },
    });
    expect(decision.effects?.postings).toBeUndefined();
    expect(decision.effects?.quotas?.map(({ used }) => formatQuantity(used))).toEqual(['4']);
  });

  it('is completed under the transaction of that wallet, with what it has left in the answer', () => {
    const decision = settle({ status: 'succeeded', transactionId: 'w-1', balance: decimal('7') });
    expect(decision.effects?.record?.after).toMatchObject({
      status: 'completed',
      walletTransactionId: 'w-1',
      paymentTransactionId: null,
    });
    expect(decision.effects?.postings).toMatchObject([{ source: 'external', destination: 'revenue' }]);
    expect(decision.effects?.finalAnswer?.outcome).toMatchObject({
      walletTransactionId: 'w-1',
      walletBalance: '7',
    });
  });
});

describe('a payer that cannot be called', () => {
  const charge = (method: 'wallet_deduction' | null) =>
    decideCharge(
      stateOf({ quotas: [quotaWith('100')] }),
      { ...chargeOf('ann', 'unit', '4'), method },
      contextWith({ unavailable: OUTSIDE }),
    );

  it.each(['wallet_deduction', null] as const)('leaves the usage pending (asked for: %s)', (method) => {
    const decision = charge(method);
    expect(chargeOutcomeOf(decision)).toMatchObject({ status: 'pending', amount: '0', refusal: null });
    expect(decision.effects?.record?.after).toMatchObject({
      status: 'pending',
      failureReason: 'payer_unavailable',
      method,
      quotaUses: [],
    });
    expect(decision.effects?.quotas).toBeUndefined();
    expect(decision.effects?.attempts?.[0]?.after).toMatchObject({
      kind: 'decision',
      dueAt: NOW + 500,
      details: { tries: 1, wish: { method } },
    });
  });

  it('that a call did not reach gives quota and allowance back, and is tried later and later', () => {
    const decision = settle({ status: 'not_sent' }, { attempt: walletAttempt({ tries: 1 }) });
    expect(statesOf(decision)).toEqual(['wallet not_sent', 'decision created']);
    expect(decision.effects?.attempts?.[1]?.after).toMatchObject({
      dueAt: NOW + 1000,
      details: { tries: 2 },
      answers: { operation: 'charge', key: 'k' },
    });
    expect(decision.effects?.record?.after).toMatchObject({ status: 'pending', method: null, quotaUses: [] });
    expect(decision.effects?.quotas?.map(({ used }) => formatQuantity(used))).toEqual(['26']);
    expect(decision.effects?.finalAnswer?.outcome).toMatchObject({ status: 'pending', refusal: null });
  });

  it('often enough fails the record, ready to be processed', () => {
    const decision = settle({ status: 'not_sent' }, { attempt: walletAttempt({ tries: 2 }) });
    expect(statesOf(decision)).toEqual(['wallet not_sent']);
    expect(decision.effects?.record?.after).toMatchObject({
      status: 'failed',
      failureReason: 'payer_unavailable',
    });
    expect(decision.effects?.finalAnswer?.outcome).toMatchObject({ refusal: { code: 'payer_unavailable' } });
  });
});

describe('a wallet that declines', () => {
  it('is followed by the next method that can pay, under the same key', () => {
    const decision = settle(DECLINED, { paymentMethods: [CARD] });
    expect(statesOf(decision)).toEqual(['wallet declined', 'credits created']);
    const next = decision.effects?.attempts?.[1]?.after;
    expect(next).toMatchObject({
      details: { declined: ['wallet_deduction'] },
      answers: { operation: 'charge', key: 'k' },
    });
    expect(decision.effects?.record?.after).toMatchObject({
      status: 'processing',
      method: 'credit_consumption',
    });
    expect(decision.effects?.events).toMatchObject([{ type: 'method_declined' }]);
    expect(recordOutcomeOf(decision).attemptId).toBe(next?.attemptId);
    expect(decision.effects?.quotas).toEqual([]);
  });

  it('is followed by money that lies here at once', () => {
    const decision = settle(DECLINED, { balances: [walletWith('0', { credits: '9' })] });
    expect(statesOf(decision)).toEqual(['wallet declined']);
    expect(decision.effects?.record?.after).toMatchObject({
      status: 'completed',
      method: 'credit_consumption',
      quotaUses: processing.quotaUses,
    });
    expect(moneyOf(decision.effects?.balance)).toMatchObject({ credits: '5' });
    expect(decision.effects?.finalAnswer?.outcome).toMatchObject({ status: 'completed' });
  });

  it('after all others fails the record with its own code', () => {
    const decision = settle(DECLINED, { attempt: walletAttempt({ declined: ['credit_consumption'] }) });
    expect(decision.effects?.record?.after).toMatchObject({
      status: 'failed',
      method: null,
      failureReason: 'insufficient_wallet_balance',
    });
    expect(decision.effects?.quotas?.map(({ used }) => formatQuantity(used))).toEqual(['26']);
  });

  it('is not replaced when it was asked for', () => {
    const decision = settle(DECLINED, {
      attempt: walletAttempt({ wish: WALLET_WISH }),
      paymentMethods: [CARD],
    });
    expect(decision.effects?.record?.after).toMatchObject({ status: 'failed', method: 'wallet_deduction' });
  });

  it('waits for one that could pay and cannot be called', () => {
    const decision = settle(DECLINED, { outside: { unavailable: ['credit_consumption'] } });
    expect(decision.effects?.record?.after).toMatchObject({ status: 'pending', method: null });
    expect(statesOf(decision)).toEqual(['wallet declined', 'decision created']);
  });
});

describe('an outcome', () => {
  it('is refused when its lease has passed to another', () => {
    const decision = settle(DECLINED, { attempt: walletAttempt({}, { leaseNumber: 2 }) });
    expect(decision).toMatchObject({ outcome: { stale: true, changed: false }, effects: null });
  });

  it('that the upstream tells by itself counts whoever holds the lease', () => {
    const decision = settle(
      { status: 'succeeded', transactionId: 'w-1', balance: null },
      { attempt: walletAttempt({}, { leaseNumber: 2 }), leaseNumber: null },
    );
    expect(decision.effects?.record?.after.status).toBe('completed');
  });

  it('that never came, of a charge that is not found, fails the record and says so', () => {
    const decision = settle({ status: 'given_up' });
    expect(decision.effects?.record?.after).toMatchObject({
      status: 'failed',
      failureReason: 'charge_not_confirmed',
    });
    expect(statesOf(decision)).toEqual(['wallet given_up']);
  });
});
