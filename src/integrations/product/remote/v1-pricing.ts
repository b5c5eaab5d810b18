import { formatQuantity, ZERO } from '../../../domain/decimal.js';
import type { FreeTier } from '../../../domain/rating/price.js';
import { FREE_TIER_PERIODS } from '../../../domain/vocabulary.js';
import type { JsonObject } from '../../upstream/answers/json-object.js';
import { utcInstant } from '../../upstream/answers/utc-instant.js';
import { amountOf, currencyOf, inShort, partOf, refuseAmount, upstreamProduct } from './body-fields.js';
import { NoPrice, type PriceReading, type PriceTerms, readingOf, UnreadablePrice } from './price-reading.js';
import { v1UnitPrices } from './v1-unit-prices.js';

/** What can be charged by the unit. Plans and single sales are not. */
const PRICED_BY_USAGE = ['usage_based', 'freemium', 'hybrid'];

/**
 * Reads `GET /api/v1/products/{id}/pricing`. The fees of a plan (`monthly_price`, `yearly_price`, `setup_cost`) are no
 * part of what a usage costs, and are left to who sells the plan.
 *
 * @param now epoch milliseconds: whether the price has begun, and has not ended
 */
export function readV1Pricing(productId: string, body: JsonObject, now: number): PriceReading {
  const product = partOf(body, 'product');
  const model = partOf(body, 'pricing_model');
  const known = upstreamProduct(productId, {
    name: product['name'],
    productType: product['product_type'],
    unitType: model['unit_type'],
  });
  return readingOf(known, () => {
    const named = product['product_id'] ?? model['product_id'];
    if (named !== productId) throw new UnreadablePrice('the answer is about another product');
    return v1Terms(body, known.unitType, now);
  });
}

function v1Terms(body: JsonObject, unitType: string, now: number): PriceTerms {
  const model = partOf(body, 'pricing_model');
  const effectiveUntil = runningUntil(model, now);
  const type = model['pricing_type'] ?? 'usage_based';
  if (!PRICED_BY_USAGE.includes(type as string)) {
    throw new UnreadablePrice(`pricing_type is ${inShort(type)}, which is no price of usage`);
  }
  refuseWhatNoUnitPriceSays(body, model);
  return {
    currency: currencyOf(model['currency'] ?? 'CREDIT'),
    ...v1UnitPrices(body, unitType),
    freeTier: freeTierOf(model),
    effectiveUntil,
  };
}

function refuseWhatNoUnitPriceSays(body: JsonObject, model: JsonObject): void {
  refuseAmount(model, 'base_cost_per_request', 'there are no prices by the request here');
  refuseAmount(model, 'minimum_charge', 'there are no least charges here');
  const size = amountOf(model, 'billing_unit_size');
  if (size && formatQuantity(size) !== '1') {
    throw new UnreadablePrice(
      `billing_unit_size is ${formatQuantity(size)}: usage is charged by the unit here`,
    );
  }
  const effective = partOf(body, 'effective_pricing');
  refuseAmount(effective, 'base_price', 'there are no prices by the request here');
  refuseAmount(effective, 'discount_rate', 'nobody was named who could have a discount');
  if (effective['is_included'] === true) {
    throw new UnreadablePrice('is_included is true, and no subscription was named');
  }
}

function freeTierOf(model: JsonObject): FreeTier | null {
  const limit = amountOf(model, 'free_tier_limit');
  if (limit === null || limit.eq(ZERO)) return null;
  const named = model['free_tier_period'] ?? 'monthly';
  const period = FREE_TIER_PERIODS.find((known) => known === named);
  if (period) return { limit, period };
  throw new UnreadablePrice(`free_tier_period is ${inShort(named)}`);
}

/** When the price ends; null for never. */
function runningUntil(model: JsonObject, now: number): number | null {
  if (model['is_active'] === false) throw new NoPrice('the pricing model is not active');
  const from = instantOf(model, 'effective_from');
  const until = instantOf(model, 'effective_until');
  if (from !== null && from > now) throw new NoPrice('the pricing model is not effective yet');
  if (until !== null && until <= now) throw new NoPrice('the pricing model is not effective any more');
  return until;
}

function instantOf(model: JsonObject, name: string): number | null {
  const value = model[name];
  if (value === undefined || value === null) return null;
  const instant = utcInstant(value);
  if (instant === null) throw new UnreadablePrice(`${name} is no instant`);
  return instant;
}
