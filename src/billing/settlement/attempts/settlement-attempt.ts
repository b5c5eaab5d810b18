import { accountOf } from '../../../domain/account.js';
import type { Account } from '../../../domain/commands.js';
import type { Decimal } from '../../../domain/decimal.js';
import type { LeasedAttempt } from '../../../engine/engine.port.js';
import type { CallContext } from '../../../integrations/upstream/calls/call-context.js';
import type { AttemptKind, AttemptState } from '../../../domain/vocabulary.js';

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
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** The lease under which it is worked on; its outcome counts only while no later one was given. */
  readonly leaseNumber: number;
  /** How often it was sent, this time included where it is fresh. */
  readonly tries: number;
  /** How often its upstream was asked since, late enough to count, and did not have it. */
  readonly absences: number;
  /** Since it was last sent. */
  readonly sentAgeMs: number;
  /** Quotas that its record has consumed; absent where they have to be looked up. */
  readonly quotaIds?: readonly string[];
  /** Of the request that made it and whose process works on it at once; absent where somebody comes back to it later. */
  readonly context?: CallContext | undefined;
}

/** True when the attempt's outcome is known and committed. */
export function isSettled(state: AttemptState): boolean {
  return state !== 'created' && state !== 'unknown';
}

/** Never claimed before, so never sent: a claim is committed before the call. */
export function isFresh({ leaseNumber }: SettlementAttempt): boolean {
  return leaseNumber === 1;
}

/** One that the batch that made it has leased to this process, at `madeAt` (epoch milliseconds). */
export function attemptOfLease(leased: LeasedAttempt, madeAt: number): SettlementAttempt {
  const { details } = leased;
  return {
    attemptId: leased.attemptId,
    account: accountOf(leased.accountId),
    kind: leased.kind,
    billingId: leased.billingId,
    state: leased.state,
    amount: leased.amount,
    currency: leased.currency,
    token: (details['token'] ?? null) as string | null,
    chargeTransactionId: (details['transaction_id'] ?? null) as string | null,
    checks: leased.checks,
    createdAt: madeAt,
    leaseNumber: leased.leaseNumber,
    tries: 1,
    absences: 0,
    sentAgeMs: 0,
    quotaIds: leased.quotaIds,
  };
}
