import { describe, expect, it } from '@jest/globals';
import { formatQuantity } from '../../../domain/decimal.js';
import { exactDecimal, exactNumber } from './exact-decimal.js';

describe('a decimal of an upstream', () => {
  it.each([
    ['3E-7', '0.0000003'],
    ['3e-05', '0.00003'],
    ['0E-8', '0'],
    ['-0.0', '0'],
    ['0.00030000', '0.0003'],
    ['1E+3', '1000'],
    ['0.1', '0.1'],
    ['12345678901234567890.123456789012345678', '12345678901234567890.123456789012345678'],
  ])('is read exactly: %s', (text, exact) => {
    const read = exactDecimal(text);
    expect(read && formatQuantity(read)).toBe(exact);
  });

  it.each([
    '',
    ' 1',
    '1,5',
    'NaN',
    'Infinity',
    '0x10',
    '-1',
    '1E-19',
    '1E21',
    '1E9999',
    1,
    null,
    undefined,
    {},
  ])('is nothing else: %p', (value) => {
    expect(exactDecimal(value)).toBeNull();
  });
});

describe('a number of an upstream', () => {
  it.each([
    ['-2', '-2'],
    ['0.1000000000000000055511151231257827', '0.1000000000000000055511151231257827'],
    ['1E21', '1000000000000000000000'],
  ])('is read exactly, also where the books would not take it: %s', (text, exact) => {
    expect(exactDecimal(text)).toBeNull();
    expect(exactNumber(text)?.toFixed()).toBe(exact);
  });

  it.each(['', ' 1', '1,5', 'NaN', 'Infinity', '0x10', '1E9999', 1, null, undefined, {}])(
    'is nothing else: %p',
    (value) => {
      expect(exactNumber(value)).toBeNull();
    },
  );
});
