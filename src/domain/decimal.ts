import Big from 'big.js';

/**
 * Exact decimals. Money and quantities are never JavaScript numbers: `Big` in strict mode throws on a number,
 * so a float cannot slip into a calculation unnoticed.
 *
 * Nothing here rounds. Prices and quantities are finite decimals and are only added, subtracted and multiplied,
 * which is exact; `DP` is never used because there is no division.
 */
const Exact = Big();
Exact.strict = true;

export type Decimal = Big;

export const ZERO: Decimal = new Exact('0');

/** What the wire and the database accept: up to 20 integer digits and 18 decimals, no sign, no exponent. */
export const DECIMAL_PATTERN = /^\d{1,20}(\.\d{1,18})?$/;

/** The most significant digits that a JSON number can carry through a double without changing. */
export const MAX_JSON_NUMBER_DIGITS = 15;

export function decimal(text: string): Decimal {
  return new Exact(text);
}

/**
 * Reads a decimal that a client sent, as a plain string or as a JSON number.
 * Answers a sentence fragment (the broken rule) when it is neither.
 */
export function parseDecimal(value: unknown): { value: Decimal } | { rule: string } {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return { rule: 'must be a finite number' };
    if (value < 0) return { rule: 'must not be negative' };
    const exact = new Exact(String(value));
    if (exact.c.length > MAX_JSON_NUMBER_DIGITS) {
      return { rule: `has more than ${MAX_JSON_NUMBER_DIGITS} significant digits: send it as a string` };
    }
    const plain = exact.toFixed();
    return DECIMAL_PATTERN.test(plain) ? { value: exact } : { rule: DECIMAL_RULE };
  }
  if (typeof value !== 'string') return { rule: 'must be a decimal, as a string or a number' };
  if (/^-\d/.test(value)) return { rule: 'must not be negative' };
  if (!DECIMAL_PATTERN.test(value)) return { rule: DECIMAL_RULE };
  return { value: new Exact(value) };
}

const DECIMAL_RULE = 'must be a plain decimal with at most 20 digits before and 18 after the point';

/** Shortest plain form, for quantities, storage and fingerprints: `1000`, `0.5`, never an exponent. */
export function formatQuantity(value: Decimal): string {
  return value.eq(ZERO) ? '0' : value.toFixed();
}

/** Money and unit prices on the wire: at least two decimals, no other trailing zeros, `"0"` when zero. */
export function formatMoney(value: Decimal): string {
  if (value.eq(ZERO)) return '0';
  const plain = value.toFixed();
  const point = plain.indexOf('.');
  const decimals = point < 0 ? 0 : plain.length - point - 1;
  return decimals >= 2 ? plain : value.toFixed(2);
}

/** Reads a `numeric` column, which Postgres may pad with zeros. */
export function fromNumeric(text: string): Decimal {
  return new Exact(text);
}

export function sum(values: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const value of values) total = total.plus(value);
  return total;
}

export function min(a: Decimal, b: Decimal): Decimal {
  return a.lt(b) ? a : b;
}
