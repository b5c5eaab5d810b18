import { describe, expect, it } from '@jest/globals';
import { accrue, giveBack, giveBackInAnyAmount, giveBackTaken } from './accrual.js';
import { decimal, formatQuantity } from '../decimal.js';

const DENOMINATIONS = {
  dollar: { unit: decimal('0.01'), least: decimal('0.50') },
  yen: { unit: decimal('1'), least: decimal('50') },
  credits: { unit: decimal('1'), least: decimal('1') },
  /** Least is no multiple of the unit: 3 must be sent for the 2.5 to be reached. */
  coarse: { unit: decimal('1'), least: decimal('2.5') },
};

type Name = keyof typeof DENOMINATIONS;

describe('what a charge takes now and what it leaves', () => {
  it.each<[Name, string, string, string, string]>([
    ['dollar', '0', '1.25', '1.25', '0'],
    ['dollar', '0', '0.002', '0', '0.002'],
    ['dollar', '0', '0.49', '0', '0.49'],
    ['dollar', '0.49', '0.01', '0.5', '0'],
    ['dollar', '0.499', '0.0015', '0.5', '0.0005'],
    ['dollar', '0.4', '12.345678', '12.74', '0.005678'],
    ['dollar', '-0.3', '0.9', '0.6', '0'],
    ['dollar', '-0.3', '0.2', '0', '-0.1'],
    ['dollar', '0.2', '0', '0', '0.2'],
    ['yen', '0', '49.999', '0', '49.999'],
    ['yen', '49.999', '0.001', '50', '0'],
    ['yen', '0', '120.75', '120', '0.75'],
    ['credits', '0', '0.999999999999999999', '0', '0.999999999999999999'],
    ['credits', '0.999999999999999999', '0.000000000000000001', '1', '0'],
    ['credits', '0', '12345678901234567890.5', '12345678901234567890', '0.5'],
    ['coarse', '0', '2.9', '0', '2.9'],
    ['coarse', '0', '3.1', '3', '0.1'],
  ])('%s: carried %s, charge %s → send %s, carry %s', (name, carried, amount, send, after) => {
    const accrual = accrue(decimal(carried), decimal(amount), DENOMINATIONS[name]);
    expect([formatQuantity(accrual.send), formatQuantity(accrual.carried)]).toEqual([send, after]);
  });

  it('sends, over many small charges, exactly what is owed less what it still carries', () => {
    let carried = decimal('0');
    let sent = decimal('0');
    for (let charge = 0; charge < 1_000; charge += 1) {
      const accrual = accrue(carried, decimal('0.0037'), DENOMINATIONS.dollar);
      carried = accrual.carried;
      sent = sent.plus(accrual.send);
    }
    expect(sent.plus(carried).toFixed()).toBe('3.7');
    expect(sent.gte('3.2')).toBe(true);
  });
});

describe('what is carried after a charge that was not made', () => {
  it('is what was carried before it, when nothing came between', () => {
    const before = decimal('0.499');
    const amount = decimal('1.2345');
    const { send, carried } = accrue(before, amount, DENOMINATIONS.dollar);
    expect(giveBack(carried, amount, send).toFixed()).toBe('0.499');
  });

  it('is less than nothing when a later charge took what this one had left', () => {
    const first = accrue(decimal('0'), decimal('1.9'), DENOMINATIONS.credits);
    const second = accrue(first.carried, decimal('0.1'), DENOMINATIONS.credits);
    expect([first.send.toFixed(), second.send.toFixed(), second.carried.toFixed()]).toEqual(['1', '1', '0']);
    const after = giveBack(second.carried, decimal('1.9'), first.send);
    expect(after.toFixed()).toBe('-0.9');
    const third = accrue(after, decimal('2'), DENOMINATIONS.credits);
    expect([third.send.toFixed(), third.carried.toFixed()]).toEqual(['1', '0.1']);
  });
});

describe('what a refund gives back outside and what it takes from the carried', () => {
  it.each<[Name, string, string, string, string, string]>([
    ['dollar', '0', '1.25', '1.25', '1.25', '0'],
    ['dollar', '0.0015', '0.5005', '0.5', '0.5', '0.001'],
    ['dollar', '0.002', '0.002', '0', '0', '0'],
    ['dollar', '0', '0.005', '3', '0', '-0.005'],
    ['credits', '0.4', '2.4', '2', '2', '0'],
    ['credits', '0.3', '2', '1', '1', '-0.7'],
    ['dollar', '0.005', '1', '0.99', '0.99', '-0.005'],
    ['dollar', '-0.5', '0.6', '0.1', '0.1', '-1'],
  ])(
    '%s: carried %s, refund %s of %s taken → give %s, carry %s',
    (name, carried, amount, taken, send, after) => {
      const split = giveBackTaken(decimal(carried), decimal(amount), decimal(taken), DENOMINATIONS[name]);
      expect([formatQuantity(split.send), formatQuantity(split.carried)]).toEqual([send, after]);
    },
  );
});

describe('what a refund gives back where a payer that took units takes any amount by now', () => {
  it.each([
    ['0', '1', '1', '1', '0', '0'],
    ['0', '1', '1.01', '1', '0', '0'],
    ['0', '1', '0.99', '0.99', '0', '0.01'],
    ['0.004', '1', '0.99', '0.99', '0', '0.006'],
    ['0.3', '1', '0.99', '0.99', '0.29', '0'],
    ['-0.3', '1', '0.99', '0.99', '-0.3', '0.01'],
    ['0.5', '0.2', '0', '0', '0.3', '0'],
  ])(
    'carried %s, refund %s of %s taken → give %s, carry %s, credit %s',
    (before, amount, taken, ...after) => {
      const { send, carried, credit } = giveBackInAnyAmount(decimal(before), decimal(amount), decimal(taken));
      expect([send, carried, credit].map(formatQuantity)).toEqual(after);
      // What is not sent is either owed no more or credited.
      expect(decimal(before).minus(carried).plus(credit).plus(send).toFixed()).toBe(
        decimal(amount).toFixed(),
      );
    },
  );
});
