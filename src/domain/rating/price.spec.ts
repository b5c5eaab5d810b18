import { expect, it } from '@jest/globals';
import { priceOf } from '../../../test/support/domain/domain-state.js';
import { priceAt } from './price.js';

const versions = [
  priceOf('p', { priceId: 'first', effectiveFrom: 100 }),
  priceOf('p', { priceId: 'second', effectiveFrom: 200, effectiveUntil: 300 }),
  priceOf('p', { priceId: 'third', effectiveFrom: 400 }),
];

it.each([
  [99, null],
  [100, 'first'],
  [199, 'first'],
  [200, 'second'],
  [299, 'second'],
  [300, null],
  [399, null],
  [400, 'third'],
  [Number.MAX_SAFE_INTEGER, 'third'],
])('at %d the version in force is %p: from its first instant, to before its end', (at, priceId) =>
  expect(priceAt(versions, at)?.priceId ?? null).toBe(priceId),
);

it('finds none where there are none', () => expect(priceAt([], 0)).toBeNull());
