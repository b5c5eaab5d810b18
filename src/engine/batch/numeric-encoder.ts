import type { Decimal } from '../../domain/decimal.js';

/**
 * `numeric` in PostgreSQL's binary format: count of digits to the base 10,000, weight of the first of them, sign,
 * digits after the point, then the digits, each a 16-bit integer. Source: `numeric_recv` of PostgreSQL.
 */

const GROUP = 4;
const NEGATIVE = 0x4000;
const TENS = [1, 10, 100, 1000] as const;

/** Room that the number needs at most. */
export function numericBytes({ c: digits }: Decimal): number {
  return 8 + 2 * (digits.length / GROUP + 2);
}

/** Writes the shortest form (no padding zeros); answers where it ends. */
export function writeNumeric(
  view: DataView,
  at: number,
  { c: digits, e: exponent, s: sign }: Decimal,
): number {
  const isZero = digits[0] === 0;
  // A big.js value is 0.d0d1d2… times ten to `exponent + 1`; groups of four begin at the point.
  const weight = Math.floor(exponent / GROUP);
  let end = at + 8;
  if (!isZero) {
    let place = exponent - weight * GROUP;
    let group = 0;
    for (const digit of digits) {
      group += digit * (TENS[place] as number);
      if (place === 0) {
        view.setInt16(end, group);
        end += 2;
        group = 0;
        place = GROUP;
      }
      place -= 1;
    }
    if (place !== GROUP - 1) {
      view.setInt16(end, group);
      end += 2;
    }
  }
  view.setInt16(at, (end - at - 8) / 2);
  view.setInt16(at + 2, isZero ? 0 : weight);
  view.setUint16(at + 4, sign < 0 && !isZero ? NEGATIVE : 0);
  view.setInt16(at + 6, isZero ? 0 : Math.max(0, digits.length - 1 - exponent));
  return end;
}
