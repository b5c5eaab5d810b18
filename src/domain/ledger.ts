import { type Decimal, ZERO } from './decimal.js';
import type { AccountId, CommandType } from './commands.js';
import type { LedgerAccount } from './vocabulary.js';

/**
 * One positive amount moved from one ledger account of a payer to another: debit and credit in one row, so debits
 * equal credits by construction. Postings are never changed; what was wrong is posted back.
 */
export interface Posting {
  readonly postingId: string;
  readonly accountId: AccountId;
  readonly currency: string;
  readonly source: LedgerAccount;
  readonly destination: LedgerAccount;
  readonly amount: Decimal;
  readonly operation: CommandType;
  readonly billingId: string | null;
  /** The available balance after it, where the posting touches `available`. */
  readonly balanceAfter: Decimal | null;
  readonly referenceId: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/** The payer's own money in one currency. Everything else in the ledger is a sum over postings. */
export interface Balance {
  readonly currency: string;
  /** Null while the account has credits but no wallet in this currency. */
  readonly walletId: string | null;
  readonly available: Decimal;
  readonly held: Decimal;
  readonly credits: Decimal;
  /** How far below zero `available` may go, and only when a charge is forced. */
  readonly overdraftLimit: Decimal;
}

/** Of an account that has nothing in this currency yet. */
export function emptyBalance(currency: string): Balance {
  return { currency, walletId: null, available: ZERO, held: ZERO, credits: ZERO, overdraftLimit: ZERO };
}

type Move = Pick<Posting, 'source' | 'destination' | 'amount'>;

/** The balance after a posting. */
export function applyPosting(balance: Balance, move: Move): Balance {
  return {
    ...balance,
    available: moved(balance.available, 'available', move),
    held: moved(balance.held, 'held', move),
    credits: moved(balance.credits, 'credits', move),
  };
}

function moved(value: Decimal, account: LedgerAccount, { source, destination, amount }: Move): Decimal {
  if (source === account) return value.minus(amount);
  if (destination === account) return value.plus(amount);
  return value;
}

const TRANSACTION_PREFIX = 'txn_';

/** The transaction id on the wire of a posting. */
export function transactionIdOf(postingId: string): string {
  return `${TRANSACTION_PREFIX}${postingId.replaceAll('-', '')}`;
}

const CARRIED_PREFIX = 'carried_';

/** Stands for the transaction of a charge that was too small to be taken outside and is carried on the account. */
export function carriedIdOf(billingId: string): string {
  return `${CARRIED_PREFIX}${billingId.slice(billingId.indexOf('_') + 1)}`;
}

export function isCarriedId(id: string | null): boolean {
  return id?.startsWith(CARRIED_PREFIX) ?? false;
}

/** Whether an id names a transaction of this ledger, and not one of another system. */
export function isTransactionId(id: string | null): boolean {
  return id?.startsWith(TRANSACTION_PREFIX) ?? false;
}
