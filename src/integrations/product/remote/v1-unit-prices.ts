import { type Decimal, formatQuantity, ZERO } from '../../../domain/decimal.js';
import type { PriceDimension } from '../../../domain/rating/price.js';
import type { JsonObject } from '../../upstream/answers/json-object.js';
import { amountOf, listOf, partOf } from './body-fields.js';
import { flatTierPrice } from './flat-tier-price.js';
import { NoPrice, type PriceTerms, UnreadablePrice } from './price-reading.js';

type UnitPrices = Pick<PriceTerms, 'unitPrice' | 'dimensions'>;

/**
 * What a unit costs, out of all the places in which that platform says so. A 0 beside another price is a column's
 * default, and a 0 alone is a price. Two prices for the same unit are refused: one of them would be wrong.
 */
export function v1UnitPrices(body: JsonObject, unitType: string): UnitPrices {
  const model = partOf(body, 'pricing_model');
  const effective = partOf(body, 'effective_pricing');
  const input = amountOf(model, 'input_unit_price');
  const output = amountOf(model, 'output_unit_price');
  const usage = amountOf(effective, 'usage_price');
  const flat = [
    amountOf(body, 'unit_price'),
    amountOf(model, 'unit_price'),
    amountOf(model, 'base_unit_price'),
    amountOf(effective, 'base_unit_price'),
    flatTierPrice(listOf(model, 'tier_pricing')),
  ];
  const differ = input !== null && output !== null && !input.eq(output);
  // A token is counted as input or as output, and a price of the one says nothing about the other.
  const oneOfBoth = unitType === 'token' && (input === null) !== (output === null) && !flat.some(isPositive);
  if (!differ && !oneOfBoth) return { unitPrice: only([...flat, usage, input, output]), dimensions: null };

  // There, the price of input is the one named for all usage.
  only([...flat, usage, input ?? output]);
  if (differ && flat.some(isPositive)) {
    throw new UnreadablePrice('there is one price of a unit, and there are two of input and output');
  }
  return { unitPrice: null, dimensions: dimensionsOf(unitType, input, output) };
}

/** The one price that is said, however often. */
function only(prices: readonly (Decimal | null)[]): Decimal {
  const said = prices.filter((price) => price !== null);
  const [first, ...rest] = said.filter(isPositive);
  if (said.length === 0) throw new NoPrice('no price of a unit is set');
  if (first === undefined) return ZERO;
  if (rest.every((price) => price.eq(first))) return first;
  const different = [...new Set([first, ...rest].map(formatQuantity))];
  throw new UnreadablePrice(`a unit has the prices ${different.join(' and ')} at once`);
}

function dimensionsOf(unitType: string, input: Decimal | null, output: Decimal | null): PriceDimension[] {
  const noun = /^[a-z][a-z0-9_]{0,40}$/.test(unitType) ? `${unitType}s` : 'units';
  return [
    ...(input ? [{ name: `input_${noun}`, unitPrice: input }] : []),
    ...(output ? [{ name: `output_${noun}`, unitPrice: output }] : []),
  ];
}

function isPositive(price: Decimal | null): boolean {
  return price !== null && price.gt(ZERO);
}
