import type { Account } from '../../domain/commands.js';
import type { Decimal } from '../../domain/decimal.js';

export type AttemptKind = 'payment' | 'payment_refund' | 'transfer';
export type AttemptState = 'created' | 'unknown' | 'succeeded' | 'declined';

/** One call to move value outside the account, committed before the call is made so that it outlives a crash. */
export interface SettlementAttempt {
  readonly attemptId: string;
  readonly account: Account;
  readonly kind: AttemptKind;
  /** Null for a transfer. */
  readonly billingId: string | null;
  readonly state: AttemptState;
  readonly amount: Decimal;
  readonly currency: string;
  /** The card that a payment charges; null for the other kinds. */
  readonly token: string | null;
  /** The transaction that a refund gives back; null for the other kinds. */
  readonly chargeTransactionId: string | null;
  /** How many times the outcome was found to be unknown. */
  readonly checks: number;
  readonly ageMs: number;
}

/** True when the attempt's outcome is known and committed. */
export function isSettled(state: AttemptState): boolean {
  return state === 'succeeded' || state === 'declined';
}
