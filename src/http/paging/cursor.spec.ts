import { expect, it } from '@jest/globals';
import { encodeCursor, readCursor } from './cursor.js';

it('reads back what it wrote', () => {
  const cursor = { usageTimestampMs: 1759320000123, billingId: 'bill_0199d0a1b2c3700180f3a5c7d9e1b203' };
  expect(readCursor(encodeCursor(cursor))).toEqual({ value: cursor });
});

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

it.each([
  ['nothing', ''],
  ['no base64', '%%%'],
  ['another shape', encoded({ a: 1 })],
  ['a time that is none', encoded(['now', 'bill_1'])],
  ['a negative time', encoded([-1, 'bill_1'])],
  ['an id that is none', encoded([1, 'a b'])],
  ['an endless text', 'A'.repeat(10_000)],
  ['a number', 5],
])('refuses %s', (_name, raw) => expect(readCursor(raw)).toHaveProperty('rule'));
