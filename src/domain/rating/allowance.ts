import { min, type Decimal, ZERO } from '../decimal.js';
import type { IncludedProduct } from '../commands.js';
import { freeTierPeriod, subscriptionPeriodAt, type Period } from './period.js';
import type { PriceVersion } from './price.js';
import type { BillingCycle, SubscriptionStatus } from '../vocabulary.js';

/** A payer's subscription, as far as rating needs it. */
export interface Subscription {
  readonly subscriptionId: string;
  readonly status: SubscriptionStatus;
  readonly billingCycle: BillingCycle;
  readonly anchorAt: number;
  readonly includedProducts: readonly IncludedProduct[];
}

export type AllowanceKind = 'subscription_included' | 'free_tier';

/** A quantity at no cost that a usage event may draw on: whose, in which period, how much in all. */
export interface Allowance {
  readonly kind: AllowanceKind;
  /** `free_tier` or the subscription's id; with product and period start it names the counter. */
  readonly source: string;
  readonly productId: string;
  readonly period: Period;
  readonly limit: Decimal;
}

export const FREE_TIER_SOURCE = 'free_tier';

/**
 * The allowances that apply to a usage, in the order they are drawn on: subscriptions first, then the free tier.
 * A named subscription is the only one considered; without a name every active one of the payer is, oldest first.
 */
export function allowancesOf(
  price: PriceVersion,
  subscriptions: readonly Subscription[],
  namedSubscriptionId: string | null,
  at: number,
): Allowance[] {
  const allowances: Allowance[] = [];
  for (const subscription of subscriptions) {
    if (namedSubscriptionId !== null && subscription.subscriptionId !== namedSubscriptionId) continue;
    const included = inclusionOf(subscription, price.productId, at);
    if (included) allowances.push(included);
  }
  if (price.freeTier) {
    allowances.push({
      kind: 'free_tier',
      source: FREE_TIER_SOURCE,
      productId: price.productId,
      period: freeTierPeriod(price.freeTier.period, at),
      limit: price.freeTier.limit,
    });
  }
  return allowances;
}

function inclusionOf(subscription: Subscription, productId: string, at: number): Allowance | null {
  if (!entitles(subscription.status)) return null;
  const included = subscription.includedProducts.find((product) => product.productId === productId);
  const period = subscriptionPeriodAt(subscription.anchorAt, subscription.billingCycle, at);
  if (!included || !period) return null;
  return {
    kind: 'subscription_included',
    source: subscription.subscriptionId,
    productId,
    period,
    limit: included.includedAmount,
  };
}

export function entitles(status: SubscriptionStatus): boolean {
  return status === 'active' || status === 'trialing';
}

export function remainingOf(allowance: Allowance, used: Decimal): Decimal {
  return used.gte(allowance.limit) ? ZERO : allowance.limit.minus(used);
}

/** How much of `wanted` the allowance covers. */
export function coveredBy(allowance: Allowance, used: Decimal, wanted: Decimal): Decimal {
  return min(remainingOf(allowance, used), wanted);
}

/** Names an allowance's counter within an account. */
export function counterKeyOf(productId: string, source: string, periodStart: number): string {
  return `${productId}\u0000${source}\u0000${periodStart}`;
}
