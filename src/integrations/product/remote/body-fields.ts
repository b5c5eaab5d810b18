import { type Decimal, formatQuantity, ZERO } from '../../../domain/decimal.js';
import { CURRENCIES, type Currency } from '../../../domain/vocabulary.js';
import { exactDecimal } from '../../upstream/exact-decimal.js';
import { UnreadablePrice, type UpstreamProduct } from './price-reading.js';

/** A JSON object of an upstream, its numbers as text. */
export type BodyFields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is BodyFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a name; empty where there is none. */
export function partOf(body: BodyFields, name: string): BodyFields {
  const part = body[name];
  return isFields(part) ? part : {};
}

/** The objects of the list under a name; empty where there is none. */
export function listOf(body: BodyFields, name: string): readonly BodyFields[] {
  const list = body[name];
  if (list === undefined || list === null) return [];
  if (Array.isArray(list) && list.every(isFields)) return list;
  throw new UnreadablePrice(`${name} is no list of objects`);
}

/** The amount under a name. Null when the body does not say one: that is not 0. */
export function amountOf(fields: BodyFields, name: string): Decimal | null {
  const value = fields[name];
  if (value === undefined || value === null) return null;
  const amount = exactDecimal(value);
  if (amount) return amount;
  throw new UnreadablePrice(`${name} is no amount that the books take: ${inShort(value)}`);
}

/** For what a unit price cannot say. Absent and 0 are the same here. */
export function refuseAmount(fields: BodyFields, name: string, why: string): void {
  const amount = amountOf(fields, name);
  if (amount?.gt(ZERO)) throw new UnreadablePrice(`${name} is ${formatQuantity(amount)}: ${why}`);
}

export function currencyOf(value: unknown): Currency {
  const currency = CURRENCIES.find((known) => known === value);
  if (currency) return currency;
  throw new UnreadablePrice(`currency is ${inShort(value)}, which is none of ${CURRENCIES.join(', ')}`);
}

/** A product in the words of the upstream, with the least wrong word where it says none. */
export function upstreamProduct(
  productId: string,
  says: { readonly name: unknown; readonly productType: unknown; readonly unitType: unknown },
): UpstreamProduct {
  return {
    productId,
    name: textOr(says.name, productId),
    productType: textOr(says.productType, 'other'),
    unitType: textOr(says.unitType, 'unit'),
  };
}

const SHORT_TEXT = /^[^\p{Cc}\p{Cs}]{1,200}$/u;

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && SHORT_TEXT.test(value) ? value : otherwise;
}

/** Of a value that was not expected, as much as belongs in a log line. */
export function inShort(value: unknown): string {
  return (JSON.stringify(value) ?? 'absent').slice(0, 60);
}
