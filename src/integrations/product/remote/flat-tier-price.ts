import { type Decimal, formatQuantity, ZERO } from '../../../domain/decimal.js';
import type { JsonObject } from '../../upstream/answers/json-object.js';
import { amountOf } from './body-fields.js';
import { UnreadablePrice } from './price-reading.js';

/**
 * The price of tiers that all cost the same, from the first unit on and without an end; null without tiers. Other tiers
 * are refused: here a unit costs the same however many there are.
 */
export function flatTierPrice(tiers: readonly JsonObject[]): Decimal | null {
  if (tiers.length === 0) return null;
  const prices = tiers.map((tier) => amountOf(tier, 'unit_price'));
  const [first] = prices;
  if (!first || !prices.every((price) => price?.eq(first))) {
    const said = prices.map((price) => (price ? formatQuantity(price) : 'none'));
    throw new UnreadablePrice(`the price depends on the quantity: its tiers cost ${said.join(', ')}`);
  }
  const begins = tiers.some((tier) => isFirst(amountOf(tier, 'min_usage')));
  const goesOn = tiers.some((tier) => amountOf(tier, 'max_usage') === null);
  if (begins && goesOn) return first;
  throw new UnreadablePrice('the tiers leave quantities without a price');
}

/** Tiers are numbered by their first unit, which is 0 or 1. */
function isFirst(min: Decimal | null): boolean {
  return min === null || min.eq(ZERO) || formatQuantity(min) === '1';
}
