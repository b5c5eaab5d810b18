import Big from 'big.js';
import type { AttemptRow, BooksHere, ChargeKind, RecordRow } from './books-here.js';
import type { BooksThere, Movement } from './books-there.js';
import { METHOD_OF, worthOf } from './case.js';
import type { Disagreements } from './disagreements.js';

const NOTHING = new Big('0');

/** Sums of money by account, method and currency. */
class Sums {
  private readonly sums = new Map<string, Big>();

  add(account: string, method: string | null, currency: string, amount: Big): void {
    const key = `${account} by ${method} in ${currency}`;
    this.sums.set(key, (this.sums.get(key) ?? NOTHING).plus(amount));
  }

  [Symbol.iterator](): Iterator<[string, Big]> {
    return this.sums[Symbol.iterator]();
  }
}

/**
 * All that payers owe outside, less what was taken there and plus what came back, is what is carried, to the last
 * digit. It is counted from both sides' movements alone: what an attempt says that it left over is not asked.
 */
export function compareCarried(here: BooksHere, there: BooksThere, found: Disagreements): void {
  const owed = new Sums();
  const paidHere = new Set(here.paidHere.map(({ billing_id }) => billing_id));
  for (const record of here.records) {
    if (isOwed(record, paidHere)) {
      const { account_id, billing_method, currency, total_amount, refunded_amount } = record;
      owed.add(account_id, billing_method, currency, new Big(total_amount).minus(refunded_amount));
    }
  }
  const move = (movement: Movement, sign: '1' | '-1'): void => {
    const attempt = here.attemptsById.get(movement.attemptId);
    if (attempt) add(owed, attempt, worthOf(movement, attempt.currency).times(sign));
  };
  for (const movement of there.taken) move(movement, '-1');
  for (const movement of there.given) move(movement, '1');
  for (const { reference_id, amount } of here.credited) {
    const attempt = here.attemptsById.get(String(reference_id));
    if (attempt) add(owed, attempt, new Big(amount));
  }
  for (const { account_id, billing_method, currency, amount } of here.carried) {
    owed.add(account_id, billing_method, currency, NOTHING.minus(amount));
  }
  for (const [whose, left] of owed) {
    if (!left.eq(NOTHING))
      found.wronglyCarried.push(`${whose}: ${left.toFixed()} is neither taken nor carried`);
  }
}

function isOwed({ billing_id: id, billing_status: status }: RecordRow, paidHere: Set<string>): boolean {
  return (status === 'completed' || status === 'refunded') && !paidHere.has(id);
}

function add(owed: Sums, { account_id, kind, currency }: AttemptRow, amount: Big): void {
  const charge = kind.replace('_refund', '') as ChargeKind;
  owed.add(account_id, METHOD_OF[charge], currency, amount);
}
