import { describe, expect, it } from '@jest/globals';
import {
  decimal,
  formatMoney,
  formatQuantity,
  fromNumeric,
  min,
  parseDecimal,
  sum,
  ZERO,
} from './decimal.js';

const read = (value: unknown): string => {
  const parsed = parseDecimal(value);
  return 'value' in parsed ? formatQuantity(parsed.value) : `refused: ${parsed.rule}`;
};

describe('reading a decimal', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    ['0', '0'],
    ['000', '0'],
    ['007', '7'],
    [1000, '1000'],
    ['1000', '1000'],
    ['1000.0', '1000'],
    [1e-7, '0.0000001'],
    ['0.000000000000000001', '0.000000000000000001'],
    [1e-18, '0.000000000000000001'],
    [123456789012345, '123456789012345'],
    [0.123456789012345, '0.123456789012345'],
    [1e19, '10000000000000000000'],
    ['99999999999999999999.999999999999999999', '99999999999999999999.999999999999999999'],
  ])('takes %j exactly', (value, exact) => expect(read(value)).toBe(exact));

  it('takes a string beyond what a double holds without changing a digit', () => {
    expect(read('9007199254740993.1')).toBe('9007199254740993.1');
  });

  it.each([1234567890123456, 0.1234567890123456, 0.1 + 0.2, 9007199254740993])(
    'refuses the number %d, whose digits a double may have changed',
    (value) =>
      expect(read(value)).toMatch(/^refused: has more than 15 significant digits: send it as a string/),
  );

  it.each([-1, '-1', '-0.5', -1e-7])('refuses the negative %j as negative', (value) =>
    expect(read(value)).toBe('refused: must not be negative'),
  );

  it.each([NaN, Infinity, -Infinity])('refuses %d', (value) =>
    expect(read(value)).toBe('refused: must be a finite number'),
  );

  it.each([
    1e20,
    1e-19,
    '100000000000000000000',
    '0.0000000000000000001',
    '1e3',
    '+1',
    '1.',
    '.5',
    '',
    ' 1',
    '1\n',
    '1,5',
    '0x10',
    '--1',
    '-',
    '١',
  ])('refuses %j as no plain decimal', (value) =>
    expect(read(value)).toMatch(/^refused: must be a plain decimal/),
  );

  it.each([null, undefined, true, [], {}, 1n])('refuses %p as neither string nor number', (value) =>
    expect(read(value)).toMatch(/^refused: must be a decimal/),
  );
});

describe('writing a decimal', () => {
  it.each([
    ['0', '0', '0'],
    ['0.000', '0', '0'],
    ['-0', '0', '0'],
    ['5', '5', '5.00'],
    ['5.1', '5.1', '5.10'],
    ['5.10', '5.1', '5.10'],
    ['0.002', '0.002', '0.002'],
    ['1000000.00', '1000000', '1000000.00'],
    ['0.0000001', '0.0000001', '0.0000001'],
    ['1e21', '1000000000000000000000', '1000000000000000000000.00'],
    ['-5', '-5', '-5.00'],
  ])('writes %s as the quantity %s and the money %s', (text, quantity, money) => {
    expect(formatQuantity(decimal(text))).toBe(quantity);
    expect(formatMoney(decimal(text))).toBe(money);
  });

  it('reads a column that Postgres padded with zeros as the shortest form', () => {
    expect(formatQuantity(fromNumeric('1.50000'))).toBe('1.5');
  });
});

describe('calculating', () => {
  it('is exact where doubles are not', () => {
    expect(formatQuantity(sum([decimal('0.1'), decimal('0.2')]))).toBe('0.3');
    expect(formatQuantity(decimal('99999999999999999999').times(decimal('0.000000000000000001')))).toBe(
      '99.999999999999999999',
    );
  });

  it('refuses a JavaScript number', () => {
    expect(() => ZERO.plus(1)).toThrow();
    expect(() => decimal(1 as never)).toThrow();
  });

  it('sums nothing to zero and takes the lesser of two', () => {
    expect(sum([])).toBe(ZERO);
    expect(formatQuantity(min(decimal('2'), decimal('10')))).toBe('2');
    expect(formatQuantity(min(decimal('10'), decimal('2')))).toBe('2');
  });
});
