import { describe, expect, it } from '@jest/globals';
import { decimal } from '../decimal.js';
import { cardDenomination, fromMinorUnits, toMinorUnits } from './minor-units.js';

describe('an amount in minor units', () => {
  it.each([
    ['USD', '10', '1000'],
    ['USD', '0.5', '50'],
    ['USD', '1234567.89', '123456789'],
    ['EUR', '0.01', '1'],
    ['CNY', '4.20', '420'],
    ['JPY', '500', '500'],
    ['KRW', '1', '1'],
    ['BHD', '1.23', '1230'],
    ['KWD', '0.01', '10'],
    ['ISK', '5', '500'],
    ['UGX', '1000', '100000'],
    ['HUF', '10.45', '1045'],
    ['TWD', '10.45', '1045'],
    ['JOD', '5.12', '5120'],
    ['VND', '12000', '12000'],
  ])('%s %s is %s', (currency, amount, minor) => {
    expect(toMinorUnits(decimal(amount), currency)?.toFixed()).toBe(minor);
    expect(fromMinorUnits(decimal(minor), currency).eq(decimal(amount))).toBe(true);
  });

  it.each([
    ['USD', '0.005'],
    ['USD', '1.001'],
    ['JPY', '0.5'],
    ['BHD', '1.234'],
    ['ISK', '5.5'],
    ['UGX', '0.5'],
    ['XOF', '1.5'],
    ['OMR', '0.125'],
  ])('%s %s is none: nothing is rounded', (currency, amount) => {
    expect(toMinorUnits(decimal(amount), currency)).toBeNull();
  });
});

describe('currencies whose minor units are not hundredths', () => {
  it.each([
    ['without decimals', 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF', '1', '1'],
    ['without, written with two', 'ISK UGX', '1', '100'],
    ['with three, the last of which is 0', 'BHD JOD KWD OMR TND', '0.01', '10'],
  ])('%s', (_, currencies, step, minor) => {
    for (const currency of currencies.split(' ')) {
      expect(cardDenomination(currency).unit.toFixed()).toBe(step);
      expect(toMinorUnits(decimal(step), currency)?.toFixed()).toBe(minor);
    }
  });
});

describe('what a card charge can be', () => {
  it.each([
    ['USD', '0.01', '0.5'],
    ['JPY', '1', '50'],
    ['GBP', '0.01', '0.3'],
    ['BHD', '0.01', '0.01'],
    ['ISK', '1', '1'],
    ['CNY', '0.01', '4'],
    ['KRW', '1', '800'],
    ['HUF', '0.01', '175'],
    ['TWD', '0.01', '0.01'],
  ])('%s goes in steps of %s, from %s', (currency, unit, least) => {
    const denomination = cardDenomination(currency);
    expect([denomination.unit.toFixed(), denomination.least.toFixed()]).toEqual([unit, least]);
  });
});
