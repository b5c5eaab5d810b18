import { type Decimal, decimal, formatQuantity } from '../../../domain/decimal.js';
import type { JsonObject } from '../../upstream/answers/json-object.js';
import { amountOf, currencyOf, listOf, partOf, upstreamProduct } from './body-fields.js';
import { NoPrice, type PriceReading, type PriceTerms, readingOf, UnreadablePrice } from './price-reading.js';

/**
 * The quantities whose price is asked for: one unit, where a least charge would show, and so many that the answer, which
 * is rounded to 8 decimals, shows every digit of a unit's price and every tier on the way.
 */
export const ASKED_QUANTITIES = ['1', '1000000'] as const;

const DECIMALS_THERE = 8;
const HALF_UP = 1;

/**
 * Reads the answers of `POST /api/v1/pricing/calculate` for {@link ASKED_QUANTITIES}: what that platform charges. Its
 * pricing look-up makes its tiers up and contradicts this, and lends the name alone.
 */
export function readV2Pricing(
  productId: string,
  name: unknown,
  answers: readonly JsonObject[],
): PriceReading {
  const first = answers[0] ?? {};
  const product = upstreamProduct(productId, {
    name,
    productType: partOf(first, 'metadata')['product_type'],
    unitType: first['unit_type'],
  });
  return readingOf(product, () => {
    const prices = answers.map((answer, index) => v2UnitPrice(productId, answer, ASKED_QUANTITIES[index]));
    const [unitPrice] = prices;
    if (!unitPrice || !prices.every((price) => price.eq(unitPrice))) {
      const said = prices.map(formatQuantity).join(' and ');
      throw new UnreadablePrice(`the price depends on the quantity: a unit costs ${said}`);
    }
    return v2Terms(unitPrice, answers);
  });
}

function v2Terms(unitPrice: Decimal, answers: readonly JsonObject[]): PriceTerms {
  const [currency, ...others] = answers.map((answer) => currencyOf(answer['currency']));
  if (!currency || others.some((other) => other !== currency)) {
    throw new UnreadablePrice('the currency depends on the quantity');
  }
  return { currency, unitPrice, dimensions: null, freeTier: null, effectiveUntil: null };
}

function v2UnitPrice(productId: string, answer: JsonObject, quantity: string | undefined): Decimal {
  if (answer['product_id'] !== productId) throw new UnreadablePrice('the answer is about another product');
  // What stands in its place is a base price, which is not by the unit: 500 times the price where both are known.
  if (answer['pricing_found'] === false) throw new NoPrice('pricing_found is false');
  if (answer['plan_discount_applied'] === true) {
    throw new UnreadablePrice('a discount was applied, and no plan was named');
  }
  const unitPrice = amountOf(answer, 'unit_price');
  if (unitPrice === null) throw new NoPrice('no price of a unit is set');
  for (const tier of listOf(answer, 'tier_breakdown')) {
    const ofTier = amountOf(tier, 'unit_price');
    if (ofTier?.eq(unitPrice) && (tier['currency'] ?? answer['currency']) === answer['currency']) continue;
    throw new UnreadablePrice('the price depends on the quantity: its tiers differ');
  }
  const total = amountOf(answer, 'total_price');
  const expected = unitPrice.times(decimal(quantity ?? '0')).round(DECIMALS_THERE, HALF_UP);
  if (total?.eq(expected)) return unitPrice;
  const said = total ? formatQuantity(total) : 'absent';
  throw new UnreadablePrice(`total_price of ${quantity} is ${said}, and not ${formatQuantity(expected)}`);
}
