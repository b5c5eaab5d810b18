import { expect, it } from '@jest/globals';
import { decimal } from '../../domain/decimal.js';
import { LeastSums } from './least-sums.js';

it('begins with what is printed, and asks for twice of what was refused', () => {
  const leasts = new LeastSums();
  const least = (currency: string) => leasts.of(currency).least.toFixed();
  expect([least('USD'), least('ZAR')]).toEqual(['0.5', '0.01']);
  leasts.refused(decimal('0.53'), 'USD');
  leasts.refused(decimal('0.01'), 'ZAR');
  expect([least('USD'), least('ZAR'), least('EUR')]).toEqual(['1.06', '0.02', '0.5']);
  // The refusal of a smaller one, which was on its way before, takes nothing back.
  leasts.refused(decimal('0.51'), 'USD');
  expect(least('USD')).toBe('1.06');
  expect(leasts.of('USD').unit.toFixed()).toBe('0.01');
});
