import type { Denomination } from '../../domain/payers/accrual.js';
import type { Decimal } from '../../domain/decimal.js';
import { cardDenomination } from '../../domain/payers/minor-units.js';

/** How much more than what was too small is tried next: nobody says how much is enough. */
const NEXT = '2';

/**
 * The least sums of card charges: the printed ones, until Stripe refuses one. What counts there is what a sum comes to
 * in the account's settlement currency, at the day's rate: USD 0.50 may be too little where an account settles in pesos,
 * and some currencies have no printed sum. What was learned is forgotten with the process.
 */
export class LeastSums {
  private readonly learned = new Map<string, Decimal>();

  of(currency: string): Denomination {
    const printed = cardDenomination(currency);
    const learned = this.learned.get(currency);
    return learned?.gt(printed.least) === true ? { ...printed, least: learned } : printed;
  }

  /** Stripe refused this amount because it is too small. */
  refused(amount: Decimal, currency: string): void {
    const next = amount.times(NEXT);
    if (next.gt(this.of(currency).least)) this.learned.set(currency, next);
  }
}
