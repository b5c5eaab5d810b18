import type { UsageEvent } from '../../../../src/domain/commands.js';
import { nameOf, type Books } from './books.js';
import type { Line, Price } from './rows.js';
import { anniversarySpan, iso, spanOfWord } from './calendar.js';
import { exact, exactOf, leftOf, lesser, NOTHING, product, textOf, total, type Exact } from './exact.js';
import { brokenRule } from './turn.js';

/** The latest price that is effective by then, unless it has run out. */
export function priceAt(books: Books, productId: string, at: number): Price | null {
  let latest: Price | null = null;
  for (const price of books.prices.get(productId) ?? []) {
    if (price.from <= at && (latest === null || price.from > latest.from)) latest = price;
  }
  return latest && (latest.until === null || at < latest.until) ? latest : null;
}

interface Part {
  readonly name: string;
  readonly unitPrice: Exact;
  quantity: Exact;
}

/** What a usage comes to: the free quantities first, then every rest times its price. */
export interface Bill {
  readonly unitPrice: Exact | null;
  readonly total: Exact;
  readonly lines: readonly Line[];
  /** By the counter's name in the books. */
  readonly draws: readonly { readonly counter: string; readonly quantity: Exact }[];
}

type Refusal = ReturnType<typeof brokenRule>;

export function billOf(
  books: Books,
  account: string,
  usage: UsageEvent,
  price: Price,
  at: number,
): Bill | Refusal {
  const parts = partsOf(usage, price);
  if ('code' in parts) return parts;
  const lines: Line[] = [];
  const draws: { counter: string; quantity: Exact }[] = [];
  for (const gift of giftsOf(books, account, usage, price, at)) {
    const counter = nameOf(account, usage.productId, gift.source, iso(gift.start));
    let free = leftOf(gift.limit, books.allowances.get(counter) ?? NOTHING);
    const drawn = lesser(free, total(parts.map(({ quantity }) => quantity)));
    if (drawn > 0n) draws.push({ counter, quantity: drawn });
    for (const part of parts) {
      const taken = lesser(free, part.quantity);
      if (taken === 0n) continue;
      free -= taken;
      part.quantity -= taken;
      lines.push({
        dimension: part.name,
        quantity: textOf(taken),
        unit_price: '0',
        amount: '0',
        kind: gift.kind,
        source: gift.source,
        period_start: iso(gift.start),
      });
    }
  }
  for (const { name, quantity, unitPrice } of parts) {
    if (quantity === 0n) continue;
    const amount = textOf(product(quantity, unitPrice));
    lines.push({
      dimension: name,
      quantity: textOf(quantity),
      unit_price: textOf(unitPrice),
      amount,
      kind: 'priced',
    });
  }
  return {
    unitPrice: commonPrice(price),
    total: total(lines.map(({ amount }) => exact(amount))),
    lines,
    draws,
  };
}

function commonPrice({ unitPrice, dimensions }: Price): Exact | null {
  if (unitPrice !== null) return unitPrice;
  const prices = new Set(dimensions.map((dimension) => dimension.unitPrice));
  return prices.size === 1 ? (dimensions[0]?.unitPrice ?? null) : null;
}

const PLAIN = /^\d{1,20}(\.\d{1,18})?$/;

function partsOf(usage: UsageEvent, price: Price): Part[] | Refusal {
  const amount = exactOf(usage.usageAmount);
  if (price.unitPrice !== null) return [{ name: 'usage', quantity: amount, unitPrice: price.unitPrice }];
  const parts: Part[] = [];
  const errors: { field: string; rule: string; message: string }[] = [];
  for (const { name, unitPrice } of price.dimensions) {
    const given = usage.usageDetails?.[name];
    if (given === undefined) continue;
    const text = typeof given === 'string' || typeof given === 'number' ? String(given) : '';
    if (PLAIN.test(text)) parts.push({ name, unitPrice, quantity: exact(text) });
    else errors.push({ field: `usage_details.${name}`, rule: 'decimal', message: '' });
  }
  if (errors.length > 0) return { ...brokenRule('', ''), facts: { errors } };
  return total(parts.map(({ quantity }) => quantity)) === amount
    ? parts
    : brokenRule('usage_details', 'dimensions');
}

interface Gift {
  readonly kind: 'subscription_included' | 'free_tier';
  readonly source: string;
  readonly start: number;
  readonly limit: Exact;
}

/** What the payer may use for nothing: of his subscriptions, oldest first (of the named one alone), then the free tier. */
function giftsOf(books: Books, account: string, usage: UsageEvent, price: Price, at: number): Gift[] {
  const gifts: Gift[] = [];
  for (const subscription of books.subscriptions.values()) {
    const { subscriptionId, anchor, cycle, included } = subscription;
    if (subscription.account !== account) continue;
    if (usage.subscriptionId !== null && usage.subscriptionId !== subscriptionId) continue;
    const span = anniversarySpan(anchor, cycle, at);
    const quantity = included.find(({ productId }) => productId === usage.productId)?.quantity;
    if (span === null || quantity === undefined) continue;
    gifts.push({
      kind: 'subscription_included',
      source: subscriptionId,
      start: span.start,
      limit: quantity,
    });
  }
  if (price.freeTier) {
    const { start } = spanOfWord(price.freeTier.period, at);
    gifts.push({ kind: 'free_tier', source: 'free_tier', start, limit: price.freeTier.limit });
  }
  return gifts;
}
