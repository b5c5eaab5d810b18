import { type Decimal, ZERO } from '../decimal.js';

/** What a payer outside takes: `unit` is its smallest step, `least` the least sum worth a call; both positive. */
export interface Denomination {
  readonly unit: Decimal;
  readonly least: Decimal;
}

/**
 * A sum is taken outside in whole units and not below the least one; what is too small now is carried on the account,
 * by currency, until it is enough. Nothing is rounded: what was owed is always what was sent plus what is carried.
 */
export interface Accrual {
  /** To be taken now, in whole units; zero: nothing yet. */
  readonly send: Decimal;
  /** Still owed afterwards. Negative when the payer has paid ahead (see {@link giveBack}). */
  readonly carried: Decimal;
}

/** Adds a charge to what is carried. */
export function accrue(carried: Decimal, amount: Decimal, { unit, least }: Denomination): Accrual {
  const owed = carried.plus(amount);
  const send = owed.lt(least) ? ZERO : wholeUnits(owed, unit);
  return send.lt(least) ? { send: ZERO, carried: owed } : { send, carried: owed.minus(send) };
}

/**
 * What is carried once a charge is not owed any more (it was declined, or could not be made) of which `sent` was to be
 * taken, now not taken either. A later charge may meanwhile have taken the part that this one had left: then the payer
 * is ahead by it, and the next charges take less.
 */
export function giveBack(carried: Decimal, amount: Decimal, sent: Decimal): Decimal {
  return carried.plus(sent).minus(amount);
}

/**
 * Splits what a refund gives back: whole units the way they came, at most what the charge itself had `taken` that way;
 * the rest lessens what is carried, so that the next charges take less.
 */
export function giveBackTaken(
  carried: Decimal,
  amount: Decimal,
  taken: Decimal,
  { unit }: Denomination,
): Accrual {
  const send = wholeUnits(least(amount, taken), unit);
  return { send, carried: carried.minus(amount.minus(send)) };
}

/** Of a refund to a payer that takes any amount by now, and nothing of what is carried. */
export interface ReturnInAnyAmount extends Accrual {
  /** Was paid ahead, so that it was not taken with the charge, and no charge will take less for it. */
  readonly credit: Decimal;
}

/**
 * Splits what a refund gives back where there are no units any more: what was `taken` goes the way it came; the rest
 * lessens what is carried for as long as anything is owed there, and is credited beyond that.
 */
export function giveBackInAnyAmount(carried: Decimal, amount: Decimal, taken: Decimal): ReturnInAnyAmount {
  const send = least(amount, taken);
  const notTaken = amount.minus(send);
  const lessOwed = carried.gt(ZERO) ? least(carried, notTaken) : ZERO;
  return { send, carried: carried.minus(lessOwed), credit: notTaken.minus(lessOwed) };
}

function least(one: Decimal, other: Decimal): Decimal {
  return one.lt(other) ? one : other;
}

/** `amount` without what is less than a unit. The remainder of a division is exact. */
function wholeUnits(amount: Decimal, unit: Decimal): Decimal {
  return amount.minus(amount.mod(unit));
}
