import { describe, expect, it } from '@jest/globals';
import { priceOf, subscriptionWith } from '../../../test/support/domain/domain-state.js';
import { allowancesOf, coveredBy, entitles, type Allowance } from './allowance.js';
import { decimal, formatQuantity } from '../decimal.js';
import { SUBSCRIPTION_STATUSES } from '../vocabulary.js';

const AT = Date.UTC(2025, 9, 6, 12);
const tiered = priceOf('unit', { freeTier: { limit: decimal('100'), period: 'daily' } });

const sources = (allowances: readonly Allowance[]): string[] => allowances.map(({ source }) => source);

describe('the allowances of a usage', () => {
  it('are its subscriptions, oldest first, then the free tier', () => {
    const subscriptions = [subscriptionWith('10'), subscriptionWith('5', { subscriptionId: 'sub-2' })];
    expect(sources(allowancesOf(tiered, subscriptions, null, AT))).toEqual(['sub-1', 'sub-2', 'free_tier']);
  });

  it('are of no subscription but the named one', () => {
    const subscriptions = [subscriptionWith('10'), subscriptionWith('5', { subscriptionId: 'sub-2' })];
    expect(sources(allowancesOf(tiered, subscriptions, 'sub-2', AT))).toEqual(['sub-2', 'free_tier']);
  });

  it.each([
    ['does not include the product', subscriptionWith('10', { includedProducts: [] })],
    ['has not begun', subscriptionWith('10', { anchorAt: AT + 1 })],
    ['is canceled', subscriptionWith('10', { status: 'canceled' })],
  ])('are not of a subscription that %s', (_name, subscription) =>
    expect(sources(allowancesOf(tiered, [subscription], null, AT))).toEqual(['free_tier']),
  );

  it('go by the periods that the usage falls into', () => {
    const [included, free] = allowancesOf(tiered, [subscriptionWith('10')], null, AT);
    expect(included?.period).toEqual({ start: Date.UTC(2025, 9, 1), end: Date.UTC(2025, 10, 1) });
    expect(free?.period).toEqual({ start: Date.UTC(2025, 9, 6), end: Date.UTC(2025, 9, 7) });
  });

  it('are none without a free tier and a subscription', () => {
    expect(allowancesOf(priceOf('unit'), [], null, AT)).toEqual([]);
  });
});

it('entitles active and trialing subscriptions only', () => {
  expect(SUBSCRIPTION_STATUSES.filter(entitles)).toEqual(['active', 'trialing']);
});

it.each([
  ['all of it', '0', '60', '60'],
  ['exactly what is left', '40', '60', '60'],
  ['what is left', '60', '60', '40'],
  ['nothing when it is depleted', '100', '60', '0'],
  ['nothing when its limit was lowered below its use', '120', '60', '0'],
])('covers %s', (_name, used, wanted, covered) => {
  const [free] = allowancesOf(tiered, [], null, AT);
  expect(formatQuantity(coveredBy(free as Allowance, decimal(used), decimal(wanted)))).toBe(covered);
});
