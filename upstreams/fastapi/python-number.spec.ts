import { describe, expect, it } from '@jest/globals';
import { decimalOfFloat, pythonDecimal } from './python-number.js';

describe('decimals are written as Python writes them', () => {
  // Each pair as `python3 -c "from decimal import Decimal; print(Decimal('…'))"` prints it.
  it.each([
    ['10', '10'],
    ['10.50', '10.50'],
    ['010', '10'],
    ['.5', '0.5'],
    ['0.000001', '0.000001'],
    ['0.0000001', '1E-7'],
    ['0.00000030', '3.0E-7'],
    ['0.00030000', '0.00030000'],
    ['0.00000000', '0E-8'],
    ['1e3', '1E+3'],
    ['12e-1', '1.2'],
    ['-0.5', '-0.5'],
    ['123e-10', '1.23E-8'],
  ])('%s: %s', (literal, text) => {
    expect(pythonDecimal(literal)).toBe(text);
  });

  // As `Decimal(str(…))` of a float.
  it.each([
    [100, '100.0'],
    [0, '0.0'],
    [89.5, '89.5'],
    [0.00001, '0.00001'],
    [3e-7, '3E-7'],
    [1e15, '1000000000000000.0'],
    [1e16, '1E+16'],
    [1.5e17, '1.5E+17'],
    [0.1, '0.1'],
  ])('the float %d: %s', (value, text) => {
    expect(decimalOfFloat(value)).toBe(text);
  });
});
