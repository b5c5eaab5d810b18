import {
  decimal,
  DECIMAL_PATTERN,
  type Decimal,
  formatQuantity,
  MAX_JSON_NUMBER_DIGITS,
} from '../../domain/decimal.js';

/** The price of one named part of a usage event, as the API takes it. */
export interface Dimension {
  readonly name: string;
  readonly unit_price: string;
}

/** What the package's price keys end in: how many units the price is for, and what a unit is called here. */
const UNITS: readonly { readonly suffix: string; readonly share: Decimal; readonly noun: string }[] = [
  { suffix: '_mtok', share: decimal('0.000001'), noun: '_tokens' },
  { suffix: '_kcount', share: decimal('0.001'), noun: '' },
];

/**
 * `input_mtok: 2.5` (dollars for a million) → `input_tokens: "0.0000025"` (for one), exactly: the point is moved and
 * nothing is divided. Null for units that have no exact price for one (hours), or other names (pages).
 */
export function dimensionOf(key: string, price: number): Dimension | 'inexact' | null {
  const unit = UNITS.find(({ suffix }) => key.endsWith(suffix));
  if (!unit) return null;
  const exact = decimal(String(price));
  // Longer numbers are what is left of a calculation in floating point: nobody's price.
  if (exact.c.length > MAX_JSON_NUMBER_DIGITS) return 'inexact';
  const unitPrice = formatQuantity(exact.times(unit.share));
  if (!DECIMAL_PATTERN.test(unitPrice)) return 'inexact';
  return { name: key.slice(0, -unit.suffix.length) + unit.noun, unit_price: unitPrice };
}

const FIRST = ['input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'output_tokens'];

/** The usual kinds of tokens in reading order, then the rest by name. Allowances are taken in this order. */
export function inReadingOrder(dimensions: readonly Dimension[]): Dimension[] {
  const rank = ({ name }: Dimension): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return dimensions.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}
