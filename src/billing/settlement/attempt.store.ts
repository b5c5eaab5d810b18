import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { Database } from '../../database/database.service.js';
import { accountOf } from '../../domain/account.js';
import { fromNumeric } from '../../domain/decimal.js';
import { cellOfId } from '../../engine/ids.js';
import {
  type AttemptKind,
  type AttemptState,
  isSettled,
  type SettlementAttempt,
} from './settlement-attempt.js';

/** Reads settlement attempts and claims the due ones. Their state is changed by the engine alone. */
@Injectable()
export class AttemptStore {
  constructor(
    private readonly database: Database,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async find(attemptId: string): Promise<SettlementAttempt | null> {
    const cell = cellOfId('attempt', attemptId);
    if (cell === null) return null;
    const [row] = await this.database.query<AttemptRow>(
      `SELECT ${attemptColumns('$3')}
         FROM ${this.database.schema}.settlement_attempts
        WHERE cell = $1 AND attempt_id = $2`,
      [cell, attemptId, this.config.engine.clockOffsetMs],
    );
    return row === undefined ? null : attemptOf(row);
  }

  /** Which of these attempts have an outcome: one statement for each of their cells. */
  async findSettled(attemptIds: Iterable<string>): Promise<ReadonlySet<string>> {
    const settled = new Set<string>();
    for (const [cell, ids] of byCell(attemptIds)) {
      const rows = await this.database.query<{ attempt_id: string; state: AttemptState }>(
        `SELECT attempt_id, state
           FROM ${this.database.schema}.settlement_attempts
          WHERE cell = $1 AND attempt_id = ANY ($2::text[])`,
        [cell, ids],
      );
      for (const row of rows) if (isSettled(row.state)) settled.add(row.attempt_id);
    }
    return settled;
  }

  async cells(): Promise<number[]> {
    const rows = await this.database.query<{ cell: number }>(
      `SELECT cell FROM ${this.database.schema}.cells ORDER BY cell`,
    );
    return rows.map((row) => row.cell);
  }

  /**
   * Takes at most `limit` due attempts of one cell for this process by moving them `leaseMs` ahead. SKIP LOCKED and
   * the lease keep two processes from asking about the same attempt; correctness does not rest on it, because calls
   * and settlements are idempotent. If this process dies, the attempts are due again when the lease ends.
   */
  async claimDue(cell: number, limit: number, leaseMs: number): Promise<SettlementAttempt[]> {
    const table = `${this.database.schema}.settlement_attempts`;
    const rows = await this.database.query<AttemptRow>(
      `WITH due AS MATERIALIZED (
         SELECT attempt_id AS due_id
           FROM ${table}
          WHERE cell = $1 AND state IN ('created', 'unknown') AND due_at <= ${clock('$4')}
          ORDER BY due_at
          LIMIT $2
            FOR UPDATE SKIP LOCKED)
       UPDATE ${table} AS t
          SET due_at = ${clock('$4')} + $3 * interval '1 millisecond'
         FROM due
        WHERE t.cell = $1 AND t.attempt_id = due.due_id
    RETURNING ${attemptColumns('$4')}`,
      [cell, limit, leaseMs, this.config.engine.clockOffsetMs],
    );
    return rows.map(attemptOf);
  }
}

/** What is no attempt's id is in no cell. */
function byCell(attemptIds: Iterable<string>): Map<number, string[]> {
  const cells = new Map<number, string[]>();
  for (const attemptId of attemptIds) {
    const cell = cellOfId('attempt', attemptId);
    if (cell === null) continue;
    const ids = cells.get(cell);
    if (ids) ids.push(attemptId);
    else cells.set(cell, [attemptId]);
  }
  return cells;
}

/** The service's clock: the database's, moved by the offset that tests set. */
function clock(offset: string): string {
  return `(now() + ${offset} * interval '1 millisecond')`;
}

function attemptColumns(offset: string): string {
  return `attempt_id, account_id, kind, billing_id, state, amount, currency, checks,
          details ->> 'token' AS token, details ->> 'payment_transaction_id' AS charge_transaction_id,
          floor(extract(epoch FROM ${clock(offset)} - created_at) * 1000) AS age_ms`;
}

interface AttemptRow {
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
  readonly age_ms: string;
}

function attemptOf(row: AttemptRow): SettlementAttempt {
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
    ageMs: Number(row.age_ms),
  };
}
