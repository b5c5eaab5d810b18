/**
 * Exact amounts of the reference: whole numbers of 10^-36. Prices and quantities have at most 18 decimals each, so
 * that a product of two still is a whole number of these units and nothing is ever rounded.
 */
export type Exact = bigint;

const PLACES = 36;
const ONE = 10n ** BigInt(PLACES);

export const NOTHING: Exact = 0n;

/** Reads plain decimal text, with any number of padding zeros. */
export function exact(text: string): Exact {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new Error(`Not a plain decimal: ${text}`);
  const [, sign, whole = '0', part = ''] = match;
  const padded = part.padEnd(PLACES, '0');
  if (/[1-9]/.test(padded.slice(PLACES))) throw new Error(`More than ${PLACES} decimals: ${text}`);
  const size = BigInt(whole) * ONE + BigInt(padded.slice(0, PLACES));
  return sign ? -size : size;
}

/** Any decimal of the service, by its plain text. */
export function exactOf(decimal: { toFixed(): string }): Exact {
  return exact(decimal.toFixed());
}

/** Shortest plain text: `1000`, `0.5`, `-3`. */
export function textOf(value: Exact): string {
  const size = value < 0n ? -value : value;
  const part = (size % ONE).toString().padStart(PLACES, '0').replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${size / ONE}${part ? `.${part}` : ''}`;
}

export function product(a: Exact, b: Exact): Exact {
  const doubled = a * b;
  if (doubled % ONE !== 0n) throw new Error(`${textOf(a)} × ${textOf(b)} has more than ${PLACES} decimals`);
  return doubled / ONE;
}

export function total(values: readonly Exact[]): Exact {
  return values.reduce((sum, value) => sum + value, NOTHING);
}

export function lesser(a: Exact, b: Exact): Exact {
  return a < b ? a : b;
}

/** What is left of a limit; never below nothing. */
export function leftOf(limit: Exact, used: Exact): Exact {
  return used < limit ? limit - used : NOTHING;
}
