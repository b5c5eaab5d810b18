import Big from 'big.js';
import type { AttemptRow, BooksHere, ChargeKind, PostingRow, RecordRow } from './books-here.js';
import type { BooksThere, Movement } from './books-there.js';
import { grouped } from './grouped.js';

/** All that the books on both sides have on one record. */
export interface Case {
  readonly record: RecordRow;
  /** Of charges, and of refunds. */
  readonly attempts: readonly AttemptRow[];
  readonly taken: readonly Movement[];
  readonly given: readonly Movement[];
  readonly paidHere: readonly PostingRow[];
  readonly credited: readonly PostingRow[];
}

export const METHOD_OF: Readonly<Record<ChargeKind, string>> = {
  wallet: 'wallet_deduction',
  credits: 'credit_consumption',
  payment: 'payment_charge',
};

const CREDITS_IN: Readonly<Record<string, string>> = { CREDIT: '1', USD: '100000' };
const CENTS = '100';

/** By record. What belongs to none is found through `attempts`. */
export function casesOf(here: BooksHere, there: BooksThere): Case[] {
  const billings = new Map(here.attempts.map(({ attempt_id, billing_id }) => [attempt_id, billing_id]));
  const billingOf = ({ attemptId }: Movement): string => billings.get(attemptId) ?? 'nobody';
  const attempts = grouped(here.attempts, ({ billing_id }) => billing_id);
  const taken = grouped(there.taken, billingOf);
  const given = grouped(there.given, billingOf);
  const paidHere = grouped(here.paidHere, ({ billing_id }) => billing_id);
  const credited = grouped(here.credited, ({ billing_id }) => billing_id);
  return here.records.map((record) => ({
    record,
    attempts: attempts.get(record.billing_id) ?? [],
    taken: taken.get(record.billing_id) ?? [],
    given: given.get(record.billing_id) ?? [],
    paidHere: paidHere.get(record.billing_id) ?? [],
    credited: credited.get(record.billing_id) ?? [],
  }));
}

export function isPaid({ record: { billing_status: status } }: Case): boolean {
  return status === 'completed' || status === 'refunded';
}

/** Too small for its payer: owed on the account, and nothing was taken for it alone. */
export function isCarried({ record }: Case): boolean {
  return record.transaction_id?.startsWith('carried_') === true;
}

/** What a movement is worth in the record's currency. */
export function worthOf({ by, amount }: Movement, currency: string): Big {
  const units = new Big(String(amount));
  if (by === 'wallet') return units;
  return units.div(by === 'payment' ? CENTS : (CREDITS_IN[currency] as string));
}
