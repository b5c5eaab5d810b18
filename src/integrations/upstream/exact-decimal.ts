import { decimal, DECIMAL_PATTERN, type Decimal, formatQuantity } from '../../domain/decimal.js';

/** As JSON and Python write numbers: `0.00003`, `3E-7`, `0E-8`. */
const NUMBER = /^-?\d{1,60}(\.\d{1,60})?([eE][+-]?\d{1,3})?$/;

/**
 * Reads a decimal of an upstream exactly: the text of a JSON number, or a string, with or without an exponent. Null when
 * it is none, is negative, or has more digits than our books take (20 before and 18 after the point): nothing is
 * rounded here.
 */
export function exactDecimal(value: unknown): Decimal | null {
  if (typeof value !== 'string' || !NUMBER.test(value)) return null;
  const exact = decimal(value);
  if (exact.s < 0 && exact.c[0] !== 0) return null;
  return DECIMAL_PATTERN.test(formatQuantity(exact)) ? exact : null;
}
