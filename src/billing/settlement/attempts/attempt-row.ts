import { accountOf } from '../../../domain/account.js';
import { fromNumeric } from '../../../domain/decimal.js';
import type { AttemptKind, AttemptState } from '../../../domain/vocabulary.js';
import type { SettlementAttempt } from './settlement-attempt.js';

/** The service's clock in a statement: the database's, moved by the offset that tests set. */
export function clock(offset: string): string {
  return `(now() + ${offset} * interval '1 millisecond')`;
}

/** The columns of an {@link AttemptRow} of `t`. Refunds from before payers of all kinds name a payment's transaction. */
export function attemptColumns(offset: string): string {
  return `t.attempt_id, t.account_id, t.kind, t.billing_id, t.state, t.amount, t.currency, t.checks,
          t.details ->> 'token' AS token,
          coalesce(t.details ->> 'transaction_id', t.details ->> 'payment_transaction_id') AS charge_transaction_id,
          t.created_at, t.lease_number, t.tries, t.absences,
          floor(extract(epoch FROM ${clock(offset)} - coalesce(t.sent_at, t.created_at)) * 1000) AS sent_age_ms`;
}

export interface AttemptRow {
  readonly attempt_id: string;
  readonly account_id: string;
  readonly kind: AttemptKind;
  readonly billing_id: string | null;
  readonly state: AttemptState;
  readonly amount: string;
  readonly currency: string;
  readonly checks: number;
  readonly token: string | null;
  readonly charge_transaction_id: string | null;
  readonly created_at: Date;
  readonly lease_number: number;
  readonly tries: number;
  readonly absences: number;
  readonly sent_age_ms: string;
}

export function attemptOf(row: AttemptRow): SettlementAttempt {
  return {
    attemptId: row.attempt_id,
    account: accountOf(row.account_id),
    kind: row.kind,
    billingId: row.billing_id,
    state: row.state,
    amount: fromNumeric(row.amount),
    currency: row.currency,
    token: row.token,
    chargeTransactionId: row.charge_transaction_id,
    checks: row.checks,
    createdAt: row.created_at.getTime(),
    leaseNumber: row.lease_number,
    tries: row.tries,
    absences: row.absences,
    sentAgeMs: Number(row.sent_age_ms),
  };
}
