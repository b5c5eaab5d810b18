import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.service.js';
import { plainText } from '../../upstream/answers/plain-text.js';
import { type ClaimedEvent, isActedUpon, type KeptEvent } from './kept-event.js';

/** Rows that one step of forgetting deletes. */
const FORGET_STEP = 500;

/** What Stripe has told: kept first, worked on later, forgotten after a while. */
@Injectable()
export class StripeEventStore {
  constructor(private readonly database: Database) {}

  /** Keeps the event under its id; false when it is there already. */
  async keep({ eventId, type, payload }: KeptEvent): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO ${this.table} AS e (event_id, type, payload, received_at, due_at, processed_at)
       VALUES ($1, $2, $3::json, now(), CASE WHEN $4 THEN now() END, CASE WHEN $4 THEN NULL ELSE now() END)
       ON CONFLICT (event_id) DO NOTHING
       RETURNING e.event_id`,
      [eventId, type, payload, isActedUpon(type)],
    );
    return rows.length > 0;
  }

  /**
   * Takes due events for this process by moving them `leaseMs` ahead; SKIP LOCKED keeps two processes from working on
   * the same one. Correctness does not rest on it: to settle a second time changes nothing.
   */
  async claimDue(limit: number, leaseMs: number): Promise<ClaimedEvent[]> {
    const rows = await this.database.query<ClaimedRow>(
      `WITH due AS MATERIALIZED (
         SELECT event_id AS due_id FROM ${this.table}
          WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       UPDATE ${this.table} AS e
          SET due_at = now() + $2 * interval '1 millisecond', attempts = e.attempts + 1
         FROM due
        WHERE e.event_id = due.due_id
    RETURNING e.event_id, e.type, e.payload, e.attempts`,
      [limit, leaseMs],
    );
    return rows.map((row) => ({
      eventId: row.event_id,
      type: row.type,
      payload: row.payload,
      attempts: row.attempts,
    }));
  }

  async done(eventId: string): Promise<void> {
    await this.database.query(
      `UPDATE ${this.table} SET processed_at = now(), due_at = NULL, last_error = NULL WHERE event_id = $1`,
      [eventId],
    );
  }

  /** Due again after `retryInMs`; null: never, it stays as it is for whoever reads the table. */
  async failed(eventId: string, error: string, retryInMs: number | null): Promise<void> {
    await this.database.query(
      `UPDATE ${this.table}
          SET last_error = $2, due_at = now() + $3 * interval '1 millisecond'
        WHERE event_id = $1 AND processed_at IS NULL`,
      [eventId, plainText(error, 1_000), retryInMs],
    );
  }

  /**
   * Deletes a bounded number of events that came before `days` ago and are not due; answers how many. Disputes, of which
   * the list of open ones is made, are kept for `disputeDays`.
   */
  async forget(days: number, disputeDays: number): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM ${this.table} AS e
        WHERE e.event_id IN (
          SELECT event_id FROM ${this.table}
           WHERE received_at < now() - $1 * interval '1 day' AND due_at IS NULL
             AND (type NOT LIKE 'charge.dispute.%' OR received_at < now() - $2 * interval '1 day')
           ORDER BY received_at LIMIT ${FORGET_STEP})
    RETURNING e.event_id`,
      [days, disputeDays],
    );
    return rows.length;
  }

  private get table(): string {
    return `${this.database.schema}.stripe_events`;
  }
}

interface ClaimedRow {
  readonly event_id: string;
  readonly type: string;
  readonly payload: ClaimedEvent['payload'];
  readonly attempts: number;
}
