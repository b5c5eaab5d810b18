import type { UsageEvent } from '../commands.js';
import { formatQuantity } from '../decimal.js';
import { availableMethods } from '../payers/payer.js';
import type { Refusal } from '../problems/problems.js';
import type { Quote } from '../rating/quote.js';
import type { Context, State } from '../state.js';
import { rateUsage } from './steps/rated-usage.js';
import { shownBalances } from './steps/shown-balances.js';

/** The charge that `decide` would make, without its effects. Quotas are no part of a quote. */
export function quoteUsage(state: State, usage: UsageEvent, context: Context): Quote | Refusal {
  const result = rateUsage(state, usage, context);
  if ('code' in result) return result;
  const { price, rated } = result;
  const methods = availableMethods(state, {
    total: rated.total,
    currency: price.currency,
    remote: context.remote,
  });
  const covers = (kind: 'free_tier' | 'subscription_included'): boolean =>
    rated.lines.length > 0 && rated.lines.every((line) => line.kind === kind);
  return {
    productId: usage.productId,
    usageAmount: formatQuantity(usage.usageAmount),
    unitPrice: rated.unitPrice ? formatQuantity(rated.unitPrice) : null,
    totalCost: formatQuantity(rated.total),
    currency: price.currency,
    isFreeTier: covers('free_tier'),
    isIncludedInSubscription: covers('subscription_included'),
    freeTierRemaining: rated.freeTierRemaining ? formatQuantity(rated.freeTierRemaining) : null,
    lines: rated.lines,
    isPriceStale: price.isStale ?? false,
    suggestedMethod: methods[0] ?? 'wallet_deduction',
    availableMethods: methods,
    ...shownBalances({ local: state.balance(price.currency), remote: context.remote }, null),
  };
}
