import { describe, expect, it } from '@jest/globals';
import { chargeOf } from '../../../test/support/commands.js';
import {
  chargeOutcomeOf,
  contextOf,
  creditsOf,
  moneyOf,
  NOW,
  priceOf,
  quotaWith,
  refusedWithNothingWritten,
  stateOf,
  subscriptionWith,
  walletWith,
  type StateParts,
} from '../../../test/support/domain-state.js';
import { decimal, formatQuantity } from '../decimal.js';
import type { Decision } from '../state.js';
import { decideCharge } from './charge.js';

const UNIT = priceOf('unit');
const TIERED = priceOf('tiered', { freeTier: { limit: decimal('10'), period: 'monthly' } });
const prices = [UNIT, TIERED];

function charge(
  parts: StateParts,
  amount: string,
  command: Parameters<typeof chargeOf>[3] = {},
  product = 'unit',
): Decision {
  return decideCharge(stateOf(parts), chargeOf('ann', product, amount, command), contextOf(prices));
}

describe('a charge that nothing refuses', () => {
  const decision = charge({ balances: [walletWith('10')], quotas: [quotaWith('100', '7')] }, '4');

  it('takes exactly its total from the wallet, in one posting to revenue', () => {
    expect(moneyOf(decision.effects?.balance)).toEqual({ available: '6', held: '0', credits: '0' });
    expect(decision.effects?.postings).toHaveLength(1);
    expect(decision.effects?.postings?.[0]).toMatchObject({
      source: 'available',
      destination: 'revenue',
      operation: 'charge',
      billingId: 'record-1',
      balanceAfter: decimal('6'),
    });
  });

  it('keeps a completed record with its price, lines and the quotas that it consumed', () => {
    expect(decision.effects?.record).toMatchObject({
      before: null,
      after: {
        status: 'completed',
        priceId: 'price-of-unit',
        lines: [{ quantity: '4', unit_price: '1', amount: '4' }],
        quotaUses: [{ quota_id: 'quota-1', window_start: '2025-10-01T00:00:00.000Z', quantity: '4' }],
        usage: { usageTimestamp: NOW },
      },
    });
    expect(decision.effects?.quotas?.map(({ used }) => formatQuantity(used))).toEqual(['11']);
  });

  it('tells it in one event and answers with the balance after', () => {
    expect(decision.effects?.events).toMatchObject([
      { type: 'billing_processed', payload: { from: null, to: 'completed', amount: '4' } },
    ]);
    expect(chargeOutcomeOf(decision)).toMatchObject({
      status: 'completed',
      amount: '4',
      method: 'wallet_deduction',
      walletBalance: '6',
      walletTransactionId: 'txn_posting2',
      refusal: null,
    });
  });

  it('takes credits where they cover all, and leaves the wallet alone', () => {
    const paid = charge({ balances: [walletWith('10', { credits: '4' })] }, '4');
    expect(moneyOf(paid.effects?.balance)).toEqual({ available: '10', held: '0', credits: '0' });
    expect(chargeOutcomeOf(paid)).toMatchObject({
      method: 'credit_consumption',
      creditBalance: '0',
      walletTransactionId: null,
    });
  });

  it('costs nothing within the allowance, needs no wallet, and still consumes quota and allowance', () => {
    const free = charge({ quotas: [quotaWith('100')] }, '4', {}, 'tiered');
    expect(chargeOutcomeOf(free)).toMatchObject({
      status: 'completed',
      amount: '0',
      method: 'subscription_included',
      walletBalance: null,
    });
    expect(free.effects?.postings).toBeUndefined();
    expect(free.effects?.allowances?.map(({ source, used }) => [source, formatQuantity(used)])).toEqual([
      ['free_tier', '4'],
    ]);
    expect(free.effects?.quotas?.map(({ used }) => formatQuantity(used))).toEqual(['4']);
  });

  it('counts an allowance on from what was used before', () => {
    const allowances = { [`tiered\u0000free_tier\u0000${Date.UTC(2025, 9, 1)}`]: '8' };
    const paid = charge({ balances: [walletWith('10')], allowances }, '4', {}, 'tiered');
    expect(chargeOutcomeOf(paid).amount).toBe('2');
    expect(paid.effects?.allowances?.map(({ used }) => formatQuantity(used))).toEqual(['10']);
  });

  it('warns of a soft quota and goes on', () => {
    const quotas = [quotaWith('3', '0', { enforcement: 'soft' })];
    const outcome = chargeOutcomeOf(charge({ balances: [walletWith('10')], quotas }, '4'));
    expect(outcome).toMatchObject({
      status: 'completed',
      quotaWarnings: [{ limit: '3', used: '0', resetAt: '2025-11-01T00:00:00.000Z' }],
    });
  });
});

describe('a charge by card', () => {
  const decision = charge(
    { paymentMethods: [{ paymentMethodId: 'pm-1', token: 'tok_ok' }], quotas: [quotaWith('100')] },
    '14',
    {},
    'tiered',
  );

  it('commits the intent with everything it consumes, and moves no money yet', () => {
    expect(chargeOutcomeOf(decision)).toMatchObject({
      status: 'processing',
      amount: '4',
      attemptId: 'attempt-2',
    });
    expect(decision.effects?.postings).toBeUndefined();
    expect(decision.effects?.quotas?.map(({ used }) => formatQuantity(used))).toEqual(['14']);
    expect(decision.effects?.allowances?.map(({ used }) => formatQuantity(used))).toEqual(['10']);
  });

  it('leaves an attempt that the reconciler takes over if this process dies', () => {
    expect(decision.effects?.attempts?.[0]).toMatchObject({
      before: null,
      after: { kind: 'payment', state: 'created', details: { token: 'tok_ok' }, dueAt: NOW + 1000 },
    });
  });
});

describe('the order of refusal', () => {
  const future = { usageTimestamp: NOW + 5 * 60_000 + 1 };
  const foreign = { subscriptionId: 'sub-of-bob' };
  const noQuota = { quotas: [quotaWith('1', '1')] };

  it.each([
    ['a broken shape before a missing price', 'unknown', { usage: future }, noQuota, 'validation_failed'],
    [
      'a foreign subscription before a missing price',
      'unknown',
      { usage: foreign },
      noQuota,
      'validation_failed',
    ],
  ])('%s, and writes nothing', (_name, product, command, parts, code) =>
    expect(refusedWithNothingWritten(charge(parts, '4', command, product)).code).toBe(code),
  );

  it.each([
    ['a missing price before the quota', 'unknown', noQuota, 'usage_not_priced', 'pending'],
    ['the quota before the money', 'unit', noQuota, 'quota_exceeded', 'failed'],
    ['the money last', 'unit', {}, 'insufficient_wallet_balance', 'failed'],
  ])('%s, and keeps the usage', (_name, product, parts, code, status) =>
    expect(chargeOutcomeOf(charge(parts, '4', {}, product))).toMatchObject({
      status,
      refusal: { code },
      amount: '0',
    }),
  );

  it('takes usage up to five minutes ahead of the clock', () => {
    const usage = { usageTimestamp: NOW + 5 * 60_000 };
    expect(chargeOutcomeOf(charge({ balances: [walletWith('10')] }, '4', { usage })).status).toBe(
      'completed',
    );
  });
});

describe('refused usage that is kept', () => {
  it('consumes no quota, no allowance and no money', () => {
    const decision = charge({ quotas: [quotaWith('1', '1')] }, '14', {}, 'tiered');
    expect(decision.effects?.record?.after).toMatchObject({ failureReason: 'quota_exceeded', quotaUses: [] });
    expect(decision.effects?.quotas).toBeUndefined();
    expect(decision.effects?.allowances).toBeUndefined();
    expect(decision.effects?.postings).toBeUndefined();
    expect(decision.effects?.balance).toBeUndefined();
  });

  it('says what a quota has left and when it starts anew', () => {
    const { refusal } = chargeOutcomeOf(charge({ quotas: [quotaWith('10', '7')] }, '4'));
    expect(refusal).toMatchObject({
      message: 'Quota exceeded for service type',
      facts: { limit: '10', used: '7', remaining: '3', requested: '4', reset_at: '2025-11-01T00:00:00.000Z' },
    });
  });

  it('without a price has no currency and no cost', () => {
    const decision = charge({}, '4', {}, 'unknown');
    expect(decision.effects?.record?.after).toMatchObject({
      currency: null,
      priceId: null,
      failureReason: 'usage_not_priced',
    });
    expect(formatQuantity(decision.effects?.record?.after.total ?? decimal('1'))).toBe('0');
    expect(chargeOutcomeOf(decision).refusal?.message).toBe('Product pricing not found');
  });

  it('is none where nobody could be asked for the price: the usage is accepted, and waits', () => {
    const away = contextOf(prices, { isPriceUnanswered: (productId) => productId === 'unknown' });
    const decide = (refusals?: StateParts['refusals']) =>
      decideCharge(stateOf({ ...(refusals && { refusals }) }), chargeOf('ann', 'unknown', '4'), away);
    const decision = decide();
    expect(decision.effects?.record?.after).toMatchObject({
      status: 'pending',
      currency: null,
      priceId: null,
      failureReason: 'price_unavailable',
    });
    expect(chargeOutcomeOf(decision).refusal).toBeNull();
    const minute = Math.floor(NOW / 60_000) * 60_000;
    expect(refusedWithNothingWritten(decide({ minute, count: 10 })).facts).toMatchObject({
      refused_as: 'price_unavailable',
    });
  });

  it('is bounded for an account within a minute; past it nothing is stored', () => {
    const minute = Math.floor(NOW / 60_000) * 60_000;
    const last = charge({ refusals: { minute, count: 9 } }, '4');
    expect(last.effects?.refusals).toEqual({ minute, count: 10 });
    expect(refusedWithNothingWritten(charge({ refusals: { minute, count: 10 } }, '4'))).toMatchObject({
      code: 'too_many_refusals',
      facts: {
        limit: 10,
        refused_as: 'insufficient_wallet_balance',
        reset_at: new Date(minute + 60_000).toISOString(),
      },
    });
    const unpriced = charge({ refusals: { minute, count: 10 } }, '4', {}, 'unknown');
    expect(refusedWithNothingWritten(unpriced).facts).toMatchObject({ refused_as: 'usage_not_priced' });
    const nextMinute = charge({ refusals: { minute: minute - 60_000, count: 10 } }, '4');
    expect(nextMinute.effects?.refusals).toEqual({ minute, count: 1 });
  });
});

it('charges a subscriber for what the subscription does not cover', () => {
  const decision = charge({ subscriptions: [subscriptionWith('3')], balances: [creditsOf('1')] }, '4');
  expect(chargeOutcomeOf(decision)).toMatchObject({
    amount: '1',
    method: 'credit_consumption',
    creditBalance: '0',
    walletBalance: null,
  });
});
