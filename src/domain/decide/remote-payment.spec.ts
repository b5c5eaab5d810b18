import { describe, expect, it } from '@jest/globals';
import {
  attemptWith,
  chargeOutcomeOf,
  contextOf,
  moneyOf,
  NOW,
  priceOf,
  quotaWith,
  recordOutcomeOf,
  recordWith,
  remoteMethods,
  stateOf,
  walletWith,
  type StateParts,
} from '../../../test/support/domain-state.js';
import { chargeOf } from '../../../test/support/commands.js';
import type { AttemptOutcome } from '../commands.js';
import { decimal, formatQuantity } from '../decimal.js';
import type { BillingRecord } from '../record.js';
import type { Attempt, Decision } from '../state.js';
import { decideAgain } from './decide-again.js';
import { decideCharge } from './charge.js';
import { decideRefund } from './refund.js';
import { decideSettlePayment } from './settle.js';

const OUTSIDE = ['wallet_deduction', 'credit_consumption'] as const;
const CARD = { paymentMethodId: 'pm-1', token: 'tok_ok' };
const account = { type: 'user', id: 'ann' } as const;
const NO_WISH = { method: null, payment_method_id: null, forced: false };
const WALLET_WISH = { ...NO_WISH, method: 'wallet_deduction' };

function contextWith(outside: Parameters<typeof remoteMethods>[0] = {}) {
  return contextOf([priceOf('unit')], { remote: remoteMethods({ remote: OUTSIDE, ...outside }) });
}

const processing = recordWith({
  status: 'processing',
  walletTransactionId: null,
  quotaUses: [{ quota_id: 'quota-1', window_start: '2025-10-01T00:00:00.000Z', quantity: '4' }],
});

function walletAttempt(details: object = {}, rest: Partial<Attempt> = {}): Attempt {
  return attemptWith({ kind: 'wallet', details: { tries: 0, wish: NO_WISH, ...details }, ...rest });
}

function settle(
  outcome: AttemptOutcome,
  given: StateParts & {
    attempt?: Attempt;
    record?: BillingRecord;
    leaseNumber?: number | null;
    outside?: Parameters<typeof remoteMethods>[0];
  } = {},
): Decision {
  const { attempt = walletAttempt(), record = processing, leaseNumber = 1, outside, ...parts } = given;
  return decideSettlePayment(
    stateOf({ records: [record], attempts: [attempt], quotas: [quotaWith('100', '30')], ...parts }),
    { type: 'settle_payment', account, billingId: 'bill-1', attemptId: 'att-1', leaseNumber, outcome },
    contextWith(outside),
  );
}

const DECLINED: AttemptOutcome = {
  status: 'declined',
  code: 'insufficient_wallet_balance',
  reason: 'Insufficient balance',
};
const statesOf = ({ effects }: Decision) =>
  effects?.attempts?.map(({ after }) => `${after.kind} ${after.state}`);

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

describe('a refund to a payer outside', () => {
  const paid = recordWith({ walletTransactionId: 'w-1' });
  const refunded = { ...paid, status: 'refunded' as const, refunded: paid.total };
  const refundAttempt = (details: object = {}) =>
    attemptWith({ kind: 'wallet_refund', details: { transaction_id: 'w-1', ...details } });

  it.each([
    ['wallet', { walletTransactionId: 'w-1' }, 'wallet_refund', 'w-1'],
    [
      'credits',
      { method: 'credit_consumption', walletTransactionId: null, paymentTransactionId: 'c-1' },
      'credits_refund',
      'c-1',
    ],
  ] as const)('of %s goes back there, and into no balance here', (_name, record, kind, transactionId) => {
    const { effects } = decideRefund(
      stateOf({ records: [recordWith(record)], balances: [walletWith('1', { credits: '1' })] }),
      { type: 'refund', account, billingId: 'bill-1', reason: null },
      contextWith(),
    );
    expect(effects?.postings).toMatchObject([{ source: 'refunds', destination: 'external' }]);
    expect(effects?.balance).toBeUndefined();
    expect(effects?.attempts?.[0]?.after).toMatchObject({ kind, details: { transaction_id: transactionId } });
  });

  it.each<[string, AttemptOutcome, object]>([
    ['has no route back', { status: 'declined', code: 'no_route_back', reason: 'no way' }, {}],
    ['was never confirmed', { status: 'given_up' }, {}],
    ['could not be sent again and again', { status: 'not_sent' }, { tries: 2 }],
  ])('that %s becomes credits of the payer', (_name, outcome, details) => {
    const { effects } = settle(outcome, { record: refunded, attempt: refundAttempt(details) });
    expect(effects?.postings).toMatchObject([{ source: 'external', destination: 'credits' }]);
    expect(moneyOf(effects?.balance)).toMatchObject({ credits: '4' });
    expect(effects?.events).toMatchObject([{ type: 'refund_credited' }]);
    expect(effects?.record).toBeUndefined();
  });

  it('that was not sent is sent later, as an attempt of its own', () => {
    const decision = settle({ status: 'not_sent' }, { record: refunded, attempt: refundAttempt() });
    expect(statesOf(decision)).toEqual(['wallet_refund not_sent', 'wallet_refund created']);
    expect(decision.effects?.attempts?.[1]?.after).toMatchObject({
      dueAt: NOW + 500,
      details: { transaction_id: 'w-1', tries: 1 },
    });
  });
});

describe('credits outside that are taken in whole units', () => {
  const outside = { units: { unit: '1', least: '1' } };
  const chargeOfCredits = (amount: string, carried: string) =>
    decideCharge(
      stateOf({ carried }),
      { ...chargeOf('ann', 'unit', amount), method: 'credit_consumption' },
      contextWith(outside),
    );
  const carriedBy = ({ effects }: Decision) => effects?.carried?.map(({ amount }) => formatQuantity(amount));
  const creditsAttempt = walletAttempt({ left_over: '-0.5' }, { kind: 'credits', amount: decimal('4.5') });

  it.each([
    ['0.4', '0', null, '0.4'],
    ['0.4', '0.5', null, '0.9'],
    ['0.4', '0.6', '1', '0'],
    ['2.5', '0.6', '3', '0.1'],
    ['2', '0', '2', '0'],
    ['1', '-0.5', null, '0.5'],
  ])('of %s with %s carried are sent %s, and %s is carried', (amount, carried, sent, left) => {
    const decision = chargeOfCredits(amount, carried);
    const attempt = decision.effects?.attempts?.[0]?.after;
    expect(attempt ? formatQuantity(attempt.amount) : null).toBe(sent);
    expect(carriedBy(decision)).toEqual([left]);
    expect(chargeOutcomeOf(decision).status).toBe(sent === null ? 'completed' : 'processing');
  });

  it('owe again what a declined charge had taken along', () => {
    const decision = settle(
      { status: 'declined', code: 'insufficient_credit_balance', reason: 'no' },
      { attempt: creditsAttempt, carried: '0.1', outside: { ...outside, unavailable: ['wallet_deduction'] } },
    );
    expect(carriedBy(decision)).toEqual(['0.6']);
  });

  it('keep what is carried when the charge succeeds', () => {
    const decision = settle(
      { status: 'succeeded', transactionId: 'c-1', balance: null },
      { attempt: creditsAttempt, carried: '0.1', outside },
    );
    expect(carriedBy(decision)).toBeUndefined();
    expect(decision.effects?.record?.after).toMatchObject({ paymentTransactionId: 'c-1' });
  });
});
