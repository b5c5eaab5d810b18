import { describe, expect, it } from '@jest/globals';
import { chargeOf, usageOf } from '../../../test/support/domain/commands.js';
import {
  chargeOutcomeOf,
  contextOf,
  NOW,
  priceOf,
  quotaWith,
  stateOf,
  subscriptionWith,
  walletWith,
  type StateParts,
} from '../../../test/support/domain/domain-state.js';
import { decimal } from '../decimal.js';
import type { Quote } from '../rating/quote.js';
import { decideCharge } from './charge.js';
import { quoteUsage } from './quote.js';

const prices = [
  priceOf('unit'),
  priceOf('tiered', { freeTier: { limit: decimal('10'), period: 'monthly' } }),
];

function quote(parts: StateParts, product: string, amount: string): Quote {
  const result = quoteUsage(stateOf(parts), usageOf('ann', product, amount), contextOf(prices));
  if ('code' in result) throw new Error(result.message);
  return result;
}

describe('a quote', () => {
  it.each<[string, StateParts, string]>([
    ['unit', { balances: [walletWith('100')] }, '4'],
    ['tiered', { balances: [walletWith('100')] }, '14'],
    ['tiered', {}, '10'],
    ['unit', { balances: [walletWith('0', { credits: '9' })], subscriptions: [subscriptionWith('3')] }, '4'],
  ])('of %s equals the charge that follows: amount and method', (product, parts, amount) => {
    const quoted = quote(parts, product, amount);
    const charged = chargeOutcomeOf(
      decideCharge(stateOf(parts), chargeOf('ann', product, amount), contextOf(prices)),
    );
    expect([quoted.totalCost, quoted.suggestedMethod]).toEqual([charged.amount, charged.method]);
  });

  it('says whether the free tier or a subscription covers all, and what of the free tier is left before', () => {
    expect(quote({}, 'tiered', '10')).toMatchObject({
      isFreeTier: true,
      isIncludedInSubscription: false,
      freeTierRemaining: '10',
    });
    expect(quote({}, 'tiered', '11')).toMatchObject({ isFreeTier: false, totalCost: '1' });
    const subscribed = { subscriptions: [subscriptionWith('3')] };
    expect(quote(subscribed, 'unit', '3')).toMatchObject({ isIncludedInSubscription: true, totalCost: '0' });
  });

  it('suggests the wallet where nobody can pay, and shows no wallet where there is none', () => {
    expect(quote({}, 'unit', '4')).toMatchObject({
      suggestedMethod: 'wallet_deduction',
      availableMethods: [],
      walletBalance: null,
      creditBalance: null,
    });
  });

  it('has no part in quotas', () => {
    expect(quote({ quotas: [quotaWith('1', '1')] }, 'unit', '4').totalCost).toBe('4');
  });

  it('is refused like the charge', () => {
    const refused = (usage: ReturnType<typeof usageOf>) => quoteUsage(stateOf(), usage, contextOf(prices));
    expect(refused(usageOf('ann', 'unknown', '1'))).toMatchObject({ code: 'product_pricing_not_found' });
    const away = contextOf(prices, { isPriceUnanswered: () => true });
    expect(quoteUsage(stateOf(), usageOf('ann', 'unknown', '1'), away)).toMatchObject({
      code: 'price_unavailable',
    });
    const future = usageOf('ann', 'unit', '1', { usageTimestamp: NOW + 600_000 });
    expect(refused(future)).toMatchObject({ code: 'validation_failed' });
  });
});
