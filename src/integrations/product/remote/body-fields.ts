import { type Decimal, formatQuantity, ZERO } from '../../../domain/decimal.js';
import { CURRENCIES, type Currency } from '../../../domain/vocabulary.js';
import { exactDecimal } from '../../upstream/answers/exact-decimal.js';
import { isJsonObject, type JsonObject } from '../../upstream/answers/json-object.js';
import { UnreadablePrice, type UpstreamProduct } from './price-reading.js';

/** The object under a name; empty where there is none. */
export function partOf(body: JsonObject, name: string): JsonObject {
  const part = body[name];
  return isJsonObject(part) ? part : {};
}

/** The objects of the list under a name; empty where there is none. */
export function listOf(body: JsonObject, name: string): readonly JsonObject[] {
  const list = body[name];
  if (list === undefined || list === null) return [];
  if (Array.isArray(list) && list.every(isJsonObject)) return list;
  throw new UnreadablePrice(`${name} is no list of objects`);
}

/** The amount under a name. Null when the body does not say one: that is not 0. */
export function amountOf(fields: JsonObject, name: string): Decimal | null {
  const value = fields[name];
  if (value === undefined || value === null) return null;
  const amount = exactDecimal(value);
  if (amount) return amount;
  throw new UnreadablePrice(`${name} is no amount that the books take: ${inShort(value)}`);
}

/** For what a unit price cannot say. Absent and 0 are the same here. */
export function refuseAmount(fields: JsonObject, name: string, why: string): void {
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
