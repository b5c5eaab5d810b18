import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../../config/app-config.js';
import { Database } from '../../../database/database.service.js';
import type { AttemptKind, AttemptState } from '../../../domain/vocabulary.js';
import { cellOfAttempt, byCell } from './attempt-cells.js';
import { attemptColumns, attemptOf, type AttemptRow, clock } from './attempt-row.js';
import { isSettled, type SettlementAttempt } from './settlement-attempt.js';

/** An attempt that is due for somebody to work on. */
export interface DueAttempt {
  readonly attemptId: string;
  readonly kind: AttemptKind;
}

/** Reads settlement attempts and says when they are due again. Their outcomes are written by the engine alone. */
@Injectable()
export class AttemptStore {
  constructor(
    private readonly database: Database,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async find(attemptId: string): Promise<SettlementAttempt | null> {
    const cell = cellOfAttempt(attemptId);
    if (cell === null) return null;
    const [row] = await this.database.query<AttemptRow>(
      `SELECT ${attemptColumns('$3')} FROM ${this.table} t WHERE t.cell = $1 AND t.attempt_id = $2`,
      [cell, attemptId, this.offset],
    );
    return row === undefined ? null : attemptOf(row);
  }

  /** Which of these attempts have an outcome: one statement for each of their cells. */
  async findSettled(attemptIds: Iterable<string>): Promise<ReadonlySet<string>> {
    const settled = new Set<string>();
    for (const [cell, ids] of byCell(attemptIds)) {
      const rows = await this.database.query<{ attempt_id: string; state: AttemptState }>(
        `SELECT attempt_id, state FROM ${this.table} WHERE cell = $1 AND attempt_id = ANY ($2::text[])`,
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
   * Takes at most `limit` due attempts of one cell for this process by moving them `forMs` ahead, so that others look
   * elsewhere meanwhile. Only a claim gives the right to work on one. If this process dies they are due again.
   */
  async takeDue(cell: number, limit: number, forMs: number): Promise<DueAttempt[]> {
    const rows = await this.database.query<{ attempt_id: string; kind: AttemptKind }>(
      `WITH due AS MATERIALIZED (
         SELECT attempt_id AS due_id
           FROM ${this.table}
          WHERE cell = $1 AND state IN ('created', 'unknown') AND due_at <= ${clock('$4')}
          ORDER BY due_at
          LIMIT $2
            FOR NO KEY UPDATE SKIP LOCKED)
       UPDATE ${this.table} AS t
          SET due_at = ${clock('$4')} + $3 * interval '1 millisecond'
         FROM due
        WHERE t.cell = $1 AND t.attempt_id = due.due_id
    RETURNING t.attempt_id, t.kind`,
      [cell, limit, forMs, this.offset],
    );
    return rows.map((row) => ({ attemptId: row.attempt_id, kind: row.kind }));
  }

  /**
   * The upstream does not have it (yet): asked again after the pause. An absence `counts` once the call can no longer
   * be on its way. Changes nothing when the lease has passed to another.
   */
  async notThere(attempt: SettlementAttempt, pauseMs: number, counts: boolean): Promise<void> {
    await this.database.query(
      `UPDATE ${this.table}
          SET state = 'unknown', absences = absences + $4, lease_until = NULL,
              due_at = ${clock('$6')} + $5 * interval '1 millisecond', updated_at = ${clock('$6')}
        WHERE cell = $1 AND attempt_id = $2 AND lease_number = $3 AND state IN ('created', 'unknown')`,
      [
        cellOfAttempt(attempt.attemptId),
        attempt.attemptId,
        attempt.leaseNumber,
        counts ? 1 : 0,
        pauseMs,
        this.offset,
      ],
    );
  }

  /**
   * The lease was renewed for a call that surely did not go out: it was no try, and what was known `before` of those that
   * did still holds. Changes nothing when the lease has passed to another.
   */
  async takeBackTry(renewed: SettlementAttempt, before: SettlementAttempt): Promise<void> {
    await this.database.query(
      `UPDATE ${this.table}
          SET tries = $4, absences = $5, sent_at = ${clock('$7')} - $6 * interval '1 millisecond'
        WHERE cell = $1 AND attempt_id = $2 AND lease_number = $3 AND state IN ('created', 'unknown')`,
      [
        cellOfAttempt(renewed.attemptId),
        renewed.attemptId,
        renewed.leaseNumber,
        before.tries,
        before.absences,
        before.sentAgeMs,
        this.offset,
      ],
    );
  }

  private get table(): string {
    return `${this.database.schema}.settlement_attempts`;
  }

  private get offset(): number {
    return this.config.engine.clockOffsetMs;
  }
}
