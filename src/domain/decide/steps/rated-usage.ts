import { allowancesOf } from '../../rating/allowance.js';
import type { UsageEvent } from '../../commands.js';
import type { PriceVersion } from '../../rating/price.js';
import { invalid, refuse, type Refusal } from '../../problems/problems.js';
import { rate, type RatedCharge } from '../../rating/rating.js';
import type { Context, State } from '../../state.js';

/** How far ahead of the decision's clock a usage may be dated, for clocks that disagree a little. */
export const MAX_CLOCK_SKEW_MS = 5 * 60_000;

export interface RatedUsage {
  readonly price: PriceVersion;
  readonly rated: RatedCharge;
}

/** The first steps that a charge and a quote share: when, at which price, under which allowances, how much. */
export function rateUsage(state: State, usage: UsageEvent, context: Context): RatedUsage | Refusal {
  const at = usage.usageTimestamp ?? context.now;
  if (at > context.now + MAX_CLOCK_SKEW_MS) {
    return invalid({
      field: 'usage_timestamp',
      rule: 'not_in_future',
      message: 'usage_timestamp must not be more than 5 minutes in the future',
    });
  }
  const subscriptions = state.subscriptions();
  const named = usage.subscriptionId;
  if (named !== null && !subscriptions.some(({ subscriptionId }) => subscriptionId === named)) {
    return invalid({
      field: 'subscription_id',
      rule: 'subscription_of_payer',
      message: 'subscription_id must name a subscription of the payer',
    });
  }
  const price = context.priceAt(usage.productId, at);
  if (!price) return noPrice(usage.productId, context);
  const allowances = allowancesOf(price, subscriptions, named, at);
  const rated = rate(usage, price, allowances, (key) => state.allowanceUsed(key));
  return 'code' in rated ? rated : { price, rated };
}

function noPrice(productId: string, context: Context): Refusal {
  return context.isPriceUnanswered(productId)
    ? refuse('price_unavailable', 'The product service could not be asked for the price', {
        product_id: productId,
      })
    : refuse('product_pricing_not_found', 'Product pricing not found', { product_id: productId });
}
