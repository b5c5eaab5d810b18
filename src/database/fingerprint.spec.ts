import { describe, expect, it } from '@jest/globals';
import { chargeOf } from '../../test/support/domain/commands.js';
import type { ChargeCommand, UsageEvent } from '../domain/commands.js';
import { parseDecimal, type Decimal } from '../domain/decimal.js';
import { fingerprintOf } from './fingerprint.js';

const print = (
  amount: unknown,
  usage: Partial<UsageEvent> = {},
  rest: Partial<ChargeCommand> = {},
): string => {
  const parsed = parseDecimal(amount) as { value: Decimal };
  const command = chargeOf('ann', 'unit', '0', { usage: { ...usage, usageAmount: parsed.value } });
  return fingerprintOf({ ...command, ...rest }).toString('hex');
};

describe('a fingerprint', () => {
  it('is 32 bytes', () => expect(print(1)).toMatch(/^[0-9a-f]{64}$/));

  it.each([1000.0, '1000', '1000.0', '01000'])('of the amount %j is that of 1000', (amount) =>
    expect(print(amount)).toBe(print(1000)),
  );

  it('is that of the same amount beyond where decimals are written with an exponent', () => {
    expect(print(1e-7)).toBe(print('0.00000010'));
    expect(print('10000000000000000000.0')).toBe(print(1e19));
  });

  it('does not go by the order of members, at any depth', () => {
    const one = { usageDetails: { a: 1, b: { c: [{ d: 1, e: 2 }], f: null } } };
    const other = { usageDetails: { b: { f: null, c: [{ e: 2, d: 1 }] }, a: 1 } };
    expect(print(1, one)).toBe(print(1, other));
    const bare: Record<string, unknown> = Object.assign(Object.create(null), { b: one.usageDetails.b, a: 1 });
    expect(print(1, { usageDetails: bare })).toBe(print(1, one));
  });

  it.each<[string, unknown, Partial<UsageEvent>, Partial<ChargeCommand>]>([
    ['another amount', 1000.5, {}, {}],
    ['another user', 1000, { userId: 'bob' }, {}],
    ['another payer', 1000, {}, { account: { type: 'organization', id: 'ann' } }],
    ['another product', 1000, { productId: 'other' }, {}],
    ['details', 1000, { usageDetails: {} }, {}],
    ['a time', 1000, { usageTimestamp: 0 }, {}],
    ['a method', 1000, {}, { method: 'wallet_deduction' }],
    ['an agent', 1000, { agentId: 'null' }, {}],
  ])('differs for %s', (_name, amount, usage, rest) =>
    expect(print(amount, usage, rest)).not.toBe(print(1000)),
  );

  it('differs for lists in another order and for what stands at another place', () => {
    const details = (usageDetails: Record<string, unknown>) => print(1, { usageDetails });
    expect(details({ a: [1, 2] })).not.toBe(details({ a: [2, 1] }));
    expect(details({ a: { b: 1 } })).not.toBe(details({ a: {}, b: 1 }));
    expect(details({ a: 1 })).not.toBe(details({ a: '1' }));
  });
});
