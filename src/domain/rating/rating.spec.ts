import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { usageOf } from '../../../test/support/domain/commands.js';
import { priceOf, subscriptionWith } from '../../../test/support/domain/domain-state.js';
import { allowancesOf, type Subscription } from './allowance.js';
import type { UsageEvent } from '../commands.js';
import { decimal, formatQuantity } from '../decimal.js';
import type { PriceVersion } from './price.js';
import { rate, type RatedCharge } from './rating.js';

const AT = Date.UTC(2025, 9, 6, 12);
const MONTH = '2025-10-01T00:00:00.000Z';

interface Given {
  readonly price?: PriceVersion;
  readonly subscriptions?: readonly Subscription[];
  /** Used before, by the source of the allowance. */
  readonly used?: Readonly<Record<string, string>>;
  readonly usage?: Partial<UsageEvent>;
}

function rated(amount: string, given: Given = {}): RatedCharge {
  const { price = priceOf('unit'), subscriptions = [], used = {}, usage } = given;
  const allowances = allowancesOf(price, subscriptions, null, AT);
  const usedOf = (key: string) => decimal(used[key.split('\u0000')[1] ?? ''] ?? '0');
  const result = rate(usageOf('ann', 'unit', amount, usage), price, allowances, usedOf);
  if ('code' in result) throw new Error(result.message);
  return result;
}

/** `kind dimension quantity × price = amount` of each line. */
const linesOf = ({ lines }: RatedCharge): string[] =>
  lines.map(
    (line) => `${line.kind} ${line.dimension} ${line.quantity} × ${line.unit_price} = ${line.amount}`,
  );

const tiered = priceOf('unit', {
  unitPrice: decimal('0.5'),
  freeTier: { limit: decimal('100'), period: 'monthly' },
});
const tokens = priceOf('unit', {
  dimensions: [
    { name: 'input_tokens', unitPrice: decimal('0.00000015') },
    { name: 'output_tokens', unitPrice: decimal('0.0000006') },
  ],
});

describe('one unit price', () => {
  it('multiplies exactly', () => {
    const charge = rated('1000', { price: priceOf('unit', { unitPrice: decimal('0.002') }) });
    expect(linesOf(charge)).toEqual(['priced usage 1000 × 0.002 = 2']);
    expect(formatQuantity(charge.total)).toBe('2');
    expect(charge.freeTierRemaining).toBeNull();
  });

  it('rates no usage as no lines and no money', () => {
    const charge = rated('0', { price: tiered });
    expect([linesOf(charge), formatQuantity(charge.total), charge.allowanceUses]).toEqual([[], '0', []]);
    expect(formatQuantity(charge.freeTierRemaining ?? decimal('-1'))).toBe('100');
  });

  it('costs nothing at a price of zero, and is explained all the same', () => {
    expect(linesOf(rated('3', { price: priceOf('unit', { unitPrice: decimal('0') }) }))).toEqual([
      'priced usage 3 × 0 = 0',
    ]);
  });
});

describe('allowances', () => {
  it('are drawn on in order: subscription, free tier, then the price', () => {
    const charge = rated('150', { price: tiered, subscriptions: [subscriptionWith('30')] });
    expect(linesOf(charge)).toEqual([
      'subscription_included usage 30 × 0 = 0',
      'free_tier usage 100 × 0 = 0',
      'priced usage 20 × 0.5 = 10',
    ]);
    expect(charge.lines[0]).toMatchObject({ source: 'sub-1', period_start: MONTH });
    expect(charge.lines[1]).toMatchObject({ source: 'free_tier', period_start: MONTH });
    expect(charge.allowanceUses.map(({ quantity }) => formatQuantity(quantity))).toEqual(['30', '100']);
  });

  it('leave the free tier alone while a subscription covers all', () => {
    const charge = rated('30', { price: tiered, subscriptions: [subscriptionWith('30')] });
    expect(linesOf(charge)).toEqual(['subscription_included usage 30 × 0 = 0']);
    expect(charge.allowanceUses).toHaveLength(1);
    expect(formatQuantity(charge.freeTierRemaining ?? decimal('0'))).toBe('100');
  });

  it('exactly used up leave nothing to pay', () => {
    const charge = rated('40', { price: tiered, used: { free_tier: '60' } });
    expect(linesOf(charge)).toEqual(['free_tier usage 40 × 0 = 0']);
    expect(formatQuantity(charge.total)).toBe('0');
  });

  it('depleted cover nothing and are not mentioned', () => {
    const charge = rated('4', { price: tiered, used: { free_tier: '100' } });
    expect(linesOf(charge)).toEqual(['priced usage 4 × 0.5 = 2']);
    expect(charge.allowanceUses).toEqual([]);
  });
});

describe('dimensions', () => {
  const split = { usage: { usageDetails: { model: 'm', input_tokens: 4808, output_tokens: '10' } } };

  it('are priced one by one, and there is no one unit price', () => {
    const charge = rated('4818', { price: tokens, ...split });
    expect(linesOf(charge)).toEqual([
      'priced input_tokens 4808 × 0.00000015 = 0.0007212',
      'priced output_tokens 10 × 0.0000006 = 0.000006',
    ]);
    expect(formatQuantity(charge.total)).toBe('0.0007272');
    expect(charge.unitPrice).toBeNull();
  });

  it('of the same price have it as their unit price', () => {
    const price = priceOf('unit', {
      dimensions: ['a', 'b'].map((name) => ({ name, unitPrice: decimal('2') })),
    });
    const charge = rated('3', { price, usage: { usageDetails: { a: 1, b: 2 } } });
    expect(formatQuantity(charge.unitPrice ?? decimal('0'))).toBe('2');
  });

  it('share an allowance in the price’s order', () => {
    const price = { ...tokens, freeTier: { limit: decimal('4810'), period: 'monthly' as const } };
    const charge = rated('4818', { price, ...split });
    expect(linesOf(charge)).toEqual([
      'free_tier input_tokens 4808 × 0 = 0',
      'free_tier output_tokens 2 × 0 = 0',
      'priced output_tokens 8 × 0.0000006 = 0.0000048',
    ]);
    expect(charge.allowanceUses.map(({ quantity }) => formatQuantity(quantity))).toEqual(['4810']);
  });

  it.each([
    ['parts that do not add up', { input_tokens: 1, output_tokens: 2 }, 'usage_details'],
    ['no parts', null, 'usage_details'],
    [
      'a part that is no decimal',
      { input_tokens: 4808, output_tokens: 'ten' },
      'usage_details.output_tokens',
    ],
    ['a negative part', { input_tokens: 4828, output_tokens: -10 }, 'usage_details.output_tokens'],
    ['a part inherited from the prototype', Object.create({ input_tokens: 4818 }) as object, 'usage_details'],
  ])('are refused with %s: nothing goes unpriced', (_name, usageDetails, field) => {
    const usage = usageOf('ann', 'unit', '4818', {
      usageDetails: usageDetails as UsageEvent['usageDetails'],
    });
    expect(rate(usage, tokens, [], () => decimal('0'))).toMatchObject({
      code: 'validation_failed',
      facts: { errors: [{ field }] },
    });
  });
});

describe('for any usage, prices and allowances', () => {
  const DIGITS = 18n;
  const SCALE = 10n ** DIGITS;
  /** `units` of 10^-18 as decimal text. */
  const text = (units: bigint): string =>
    `${units / SCALE}.${String(units % SCALE).padStart(Number(DIGITS), '0')}`;
  /** Reads decimal text as units of 10^-36, in which products of two quantities are whole. */
  const fine = (value: string): bigint => {
    const [whole = '0', fraction = ''] = value.split('.');
    return BigInt(whole + fraction.padEnd(36, '0'));
  };
  const quantity = fc.bigInt({ min: 0n, max: 10n ** 38n - 1n });

  it('the lines add up to the usage, and the total is exact', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ units: quantity, price: quantity }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.record({ limit: quantity, used: quantity }), { maxLength: 3 }),
        (parts, allowances) => {
          const price = priceOf('unit', {
            dimensions: parts.map((part, index) => ({
              name: `d${index}`,
              unitPrice: decimal(text(part.price)),
            })),
          });
          const usageDetails = Object.fromEntries(
            parts.map(({ units }, index) => [`d${index}`, text(units)]),
          );
          const total = parts.reduce((sum, { units }) => sum + units, 0n);
          const charge = rate(
            usageOf('ann', 'unit', text(total), { usageDetails }),
            price,
            allowances.map(({ limit }, index) => ({
              kind: 'subscription_included',
              source: `s${index}`,
              productId: 'unit',
              period: { start: 0, end: 1 },
              limit: decimal(text(limit)),
            })),
            (key) => decimal(text(allowances[Number(key.split('\u0000s')[1]?.[0])]?.used ?? 0n)),
          );
          if ('code' in charge) throw new Error(charge.message);
          const quantities = charge.lines.reduce((sum, line) => sum + fine(line.quantity), 0n);
          expect(quantities).toBe(total * SCALE);
          expect(fine(formatQuantity(charge.total))).toBe(expectedTotal(parts, allowances));
        },
      ),
      { numRuns: 300 },
    );
  });

  /** The same rule said once more, in whole numbers of 10^-36. */
  function expectedTotal(
    parts: readonly { units: bigint; price: bigint }[],
    allowances: readonly { limit: bigint; used: bigint }[],
  ): bigint {
    let free = allowances.reduce((sum, { limit, used }) => sum + (limit > used ? limit - used : 0n), 0n);
    let total = 0n;
    for (const { units, price } of parts) {
      const covered = free < units ? free : units;
      free -= covered;
      total += (units - covered) * price;
    }
    return total;
  }
});
