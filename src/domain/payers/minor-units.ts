import type { Denomination } from './accrual.js';
import { type Decimal, decimal } from '../decimal.js';

/**
 * How card processors count money: in whole minor units, of which most currencies have a hundred to one. Source:
 * Stripe's pages "Supported currencies" (zero-decimal, three-decimal, special cases) and "Minimum charge amounts".
 */
interface MinorUnits {
  /** Minor units in 1 of the currency. */
  readonly factor: string;
  /** The smallest step, in the currency. Not always one minor unit. */
  readonly unit: string;
}

const HUNDREDTHS: MinorUnits = { factor: '100', unit: '0.01' };
const WHOLE: MinorUnits = { factor: '1', unit: '1' };
/** Three decimals, of which the networks want the last to be 0. */
const THOUSANDTHS: MinorUnits = { factor: '1000', unit: '0.01' };
/** Written with two decimals from the time when they had any. */
const WHOLE_AS_HUNDREDTHS: MinorUnits = { factor: '100', unit: '1' };

const OTHERS: ReadonlyMap<string, MinorUnits> = new Map([
  ...each('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF', WHOLE),
  ...each('BHD JOD KWD OMR TND', THOUSANDTHS),
  ...each('ISK UGX', WHOLE_AS_HUNDREDTHS),
]);

/**
 * The least sum of one charge, in the currency, as printed; but CNY and KRW, which are not: theirs is a little more than
 * half a dollar, which Stripe asks for "or the equivalent". It counts what a sum comes to in the settlement currency of the
 * account, so that more may be asked for than is printed: `LeastSums` of the Stripe room learns it.
 */
const LEAST: Readonly<Record<string, string>> = {
  AED: '2',
  AUD: '0.5',
  BGN: '1',
  BRL: '0.5',
  CAD: '0.5',
  CHF: '0.5',
  CNY: '4',
  CZK: '15',
  DKK: '2.5',
  EUR: '0.5',
  GBP: '0.3',
  HKD: '4',
  HUF: '175',
  INR: '0.5',
  JPY: '50',
  KRW: '800',
  MXN: '10',
  MYR: '2',
  NOK: '3',
  NZD: '0.5',
  PLN: '2',
  RON: '2',
  SEK: '3',
  SGD: '0.5',
  THB: '10',
  USD: '0.5',
};

/** Step and least sum of a card charge in this currency; where none is known, the least sum is one step. */
export function cardDenomination(currency: string): Denomination {
  const { unit } = minorUnitsOf(currency);
  return { unit: decimal(unit), least: decimal(LEAST[currency] ?? unit) };
}

/** Exact; null when the amount is not in whole steps of the currency, which nobody may round here. */
export function toMinorUnits(amount: Decimal, currency: string): Decimal | null {
  const { factor, unit } = minorUnitsOf(currency);
  return amount.mod(decimal(unit)).eq('0') ? amount.times(factor) : null;
}

/** What a sum in minor units is in the currency; exact. */
export function fromMinorUnits(minorUnits: Decimal, currency: string): Decimal {
  return minorUnits.times(MINOR_UNIT[minorUnitsOf(currency).factor] as string);
}

/** By the factor, so that nothing is divided. */
const MINOR_UNIT: Readonly<Record<string, string>> = { '1': '1', '100': '0.01', '1000': '0.001' };

function minorUnitsOf(currency: string): MinorUnits {
  return OTHERS.get(currency) ?? HUNDREDTHS;
}

function each(currencies: string, units: MinorUnits): [string, MinorUnits][] {
  return currencies.split(' ').map((currency) => [currency, units]);
}
