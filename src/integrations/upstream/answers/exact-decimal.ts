import { decimal, DECIMAL_PATTERN, type Decimal, formatQuantity } from '../../../domain/decimal.js';

/** As JSON and Python write numbers: `0.00003`, `3E-7`, `0E-8`, all digits of a double; no longer than any of them is. */
const NUMBER = /^-?\d{1,60}(\.\d{1,400})?(e[+-]?\d{1,3})?$/i;

/**
 * Reads a number of an upstream exactly: the text of a JSON number, or a string, with or without an exponent. Null when
 * it is none. Whether that is the same as no answer, or must be refused, is for the caller to say.
 */
export function exactNumber(value: unknown): Decimal | null {
  return typeof value === 'string' && NUMBER.test(value) ? decimal(value) : null;
}

/**
 * A number that our books take: not negative, with 20 digits before and 18 after the point at most. Null for any other:
 * nothing is rounded here.
 */
export function exactDecimal(value: unknown): Decimal | null {
  const exact = exactNumber(value);
  if (exact === null || (exact.s < 0 && exact.c[0] !== 0)) return null;
  return DECIMAL_PATTERN.test(formatQuantity(exact)) ? exact : null;
}
