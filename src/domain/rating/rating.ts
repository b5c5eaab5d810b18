import type { UsageEvent } from '../commands.js';
import { coveredBy, counterKeyOf, remainingOf, type Allowance } from './allowance.js';
import { formatQuantity, parseDecimal, sum, type Decimal, ZERO } from '../decimal.js';
import type { PriceVersion } from './price.js';
import { invalid, type FieldError, type Refusal } from '../problems/problems.js';
import type { ChargeLine } from './quote.js';

/** Quantity × price − allowance: the charge, with every component explained. */
export interface RatedCharge {
  readonly lines: readonly ChargeLine[];
  readonly total: Decimal;
  /** Null where the dimensions' prices differ. */
  readonly unitPrice: Decimal | null;
  readonly allowanceUses: readonly AllowanceUse[];
  /** Left of the free tier before this usage; null without one. */
  readonly freeTierRemaining: Decimal | null;
}

export interface AllowanceUse {
  readonly allowance: Allowance;
  readonly quantity: Decimal;
}

interface Part {
  readonly name: string;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
}

/**
 * Rates one usage event. Allowances are taken from the parts in the price's order of dimensions. Nothing is rounded:
 * products and sums of finite decimals are exact.
 *
 * @param usedOf what was used before of the allowance's counter
 */
export function rate(
  usage: UsageEvent,
  price: PriceVersion,
  allowances: readonly Allowance[],
  usedOf: (counterKey: string) => Decimal,
): RatedCharge | Refusal {
  const parts = partsOf(usage, price);
  if ('code' in parts) return parts;

  const lines: ChargeLine[] = [];
  const uses: AllowanceUse[] = [];
  const left = parts.map((part) => part.quantity);
  let freeTierRemaining: Decimal | null = null;
  for (const allowance of allowances) {
    const used = usedOf(counterKeyOf(allowance.productId, allowance.source, allowance.period.start));
    if (allowance.kind === 'free_tier') freeTierRemaining = remainingOf(allowance, used);
    const covered = coveredBy(allowance, used, sum(left));
    if (covered.eq(ZERO)) continue;
    uses.push({ allowance, quantity: covered });
    lines.push(...takeFrom(parts, left, allowance, covered));
  }

  const amounts: Decimal[] = [];
  parts.forEach((part, index) => {
    const quantity = left[index] as Decimal;
    if (quantity.eq(ZERO)) return;
    const amount = quantity.times(part.unitPrice);
    amounts.push(amount);
    const line: ChargeLine = {
      dimension: part.name,
      quantity: formatQuantity(quantity),
      unit_price: formatQuantity(part.unitPrice),
      amount: formatQuantity(amount),
      kind: 'priced',
    };
    lines.push(price.isStale ? { ...line, is_price_stale: true } : line);
  });
  return {
    lines,
    total: sum(amounts),
    unitPrice: commonUnitPrice(price),
    allowanceUses: uses,
    freeTierRemaining,
  };
}

/** Reduces `left` by `quantity` from the front and explains it in one line a part. */
function takeFrom(
  parts: readonly Part[],
  left: Decimal[],
  allowance: Allowance,
  quantity: Decimal,
): ChargeLine[] {
  const lines: ChargeLine[] = [];
  let wanted = quantity;
  for (let index = 0; index < parts.length && wanted.gt(ZERO); index += 1) {
    const available = left[index] as Decimal;
    const taken = available.lt(wanted) ? available : wanted;
    if (taken.eq(ZERO)) continue;
    left[index] = available.minus(taken);
    wanted = wanted.minus(taken);
    lines.push({
      dimension: (parts[index] as Part).name,
      quantity: formatQuantity(taken),
      unit_price: '0',
      amount: '0',
      kind: allowance.kind,
      source: allowance.source,
      period_start: new Date(allowance.period.start).toISOString(),
    });
  }
  return lines;
}

/** Splits the event into the parts that the price names. Their sum is the usage amount: nothing goes unpriced. */
function partsOf(usage: UsageEvent, price: PriceVersion): Part[] | Refusal {
  if (price.unitPrice) return [{ name: 'usage', quantity: usage.usageAmount, unitPrice: price.unitPrice }];
  const dimensions = price.dimensions ?? [];
  const details = usage.usageDetails ?? {};
  const errors: FieldError[] = [];
  const parts: Part[] = [];
  for (const { name, unitPrice } of dimensions) {
    if (!Object.hasOwn(details, name)) continue;
    const field = `usage_details.${name}`;
    const parsed = parseDecimal(details[name]);
    if ('rule' in parsed) errors.push({ field, rule: 'decimal', message: `${field} ${parsed.rule}` });
    else parts.push({ name, quantity: parsed.value, unitPrice });
  }
  if (errors.length > 0) return invalid(...errors);
  if (!sum(parts.map((part) => part.quantity)).eq(usage.usageAmount)) {
    return invalid({
      field: 'usage_details',
      rule: 'dimensions',
      message:
        `usage_details must give the parts ${dimensions.map(({ name }) => name).join(', ')}, ` +
        `and their sum must be usage_amount (${formatQuantity(usage.usageAmount)})`,
    });
  }
  return parts;
}

function commonUnitPrice(price: PriceVersion): Decimal | null {
  if (price.unitPrice) return price.unitPrice;
  const [first, ...rest] = price.dimensions ?? [];
  return first && rest.every(({ unitPrice }) => unitPrice.eq(first.unitPrice)) ? first.unitPrice : null;
}
