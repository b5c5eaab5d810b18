import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { textOf, unitsOf, wholeAbove } from './exact-amount.js';

describe('exact amounts', () => {
  it.each([
    ['0', '0'],
    ['0.00', '0'],
    ['2.00', '2'],
    ['0.000000000000000001', '0.000000000000000001'],
    ['99999999999999999999.5', '99999999999999999999.5'],
    ['-0.50', '-0.5'],
  ])('reads %s and writes it in shortest form as %s', (text, shortest) => {
    expect(textOf(unitsOf(text))).toBe(shortest);
  });

  it.each(['', '1e-7', '.5', '1.', '1,5', ' 1', '0.0000000000000000001'])('refuses %j', (text) => {
    expect(() => unitsOf(text)).toThrow();
  });

  it('writes every integer of units in a form that reads back as the same', () => {
    fc.assert(fc.property(fc.bigInt(), (units) => unitsOf(textOf(units)) === units));
  });

  it.each([
    ['0', '1'],
    ['0.2', '1'],
    ['2', '2'],
    ['2.000000000000000001', '3'],
  ])('covers %s with the whole amount %s', (text, whole) => {
    expect(textOf(wholeAbove(unitsOf(text)))).toBe(whole);
  });
});
