/**
 * Exact amounts as integers of 10^-18, the finest step that the service accepts. The replay's own calculation uses
 * nothing of the service's decimals on purpose: two calculations that share code share its mistakes.
 */
export type Units = bigint;

const SCALE = 18;
const SHAPE = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Reads a plain decimal such as `"45.1499"`. Throws when it is none, or finer than 10^-18. */
export function unitsOf(text: string): Units {
  const match = SHAPE.exec(text);
  if (!match) throw new Error(`"${text}" is not a plain decimal`);
  const [, sign, whole = '', fraction = ''] = match;
  if (fraction.length > SCALE) throw new Error(`"${text}" has more than ${SCALE} decimals`);
  const units = BigInt(whole + fraction.padEnd(SCALE, '0'));
  return sign ? -units : units;
}

/** The shortest plain decimal: `"45.1499"`, `"2"`, `"-0.5"`, `"0"`. */
export function textOf(units: Units): string {
  const digits = (units < 0n ? -units : units).toString().padStart(SCALE + 1, '0');
  const fraction = digits.slice(-SCALE).replace(/0+$/, '');
  const plain = digits.slice(0, -SCALE) + (fraction ? `.${fraction}` : '');
  return units < 0n ? `-${plain}` : plain;
}

/** The next whole amount that covers these units, at least 1. */
export function wholeAbove(units: Units): Units {
  const one = 10n ** BigInt(SCALE);
  const whole = ((units + one - 1n) / one) * one;
  return whole > one ? whole : one;
}
