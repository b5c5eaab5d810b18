import { describe, expect, it } from '@jest/globals';
import { chargeOf } from '../../../test/support/domain/commands.js';
import { charge, PRICES } from '../../../test/support/domain/decide-charge.js';
import {
  chargeOutcomeOf,
  contextOf,
  NOW,
  quotaWith,
  refusedWithNothingWritten,
  stateOf,
  walletWith,
  type StateParts,
} from '../../../test/support/domain/domain-state.js';
import { decimal, formatQuantity } from '../decimal.js';
import { decideCharge } from './charge.js';

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
    const away = contextOf(PRICES, { isPriceUnanswered: (productId) => productId === 'unknown' });
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
