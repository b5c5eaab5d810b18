import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../../config/app-config.js';
import { Database } from '../../../database/database.service.js';
import type { FirstLease } from '../../../engine/engine.port.js';
import { PROCESS_ID } from '../../../engine/process-id.js';
import { RemoteStanding } from '../../../engine/remote-standing.js';
import { stopwatch } from '../../../engine/stopwatch.js';
import { cellOfAttempt } from './attempt-cells.js';
import { attemptColumns, attemptOf, type AttemptRow, clock } from './attempt-row.js';
import { attemptOfLease, type SettlementAttempt } from './settlement-attempt.js';

const OPEN = `state IN ('created', 'unknown')`;
const WALLETS = `kind IN ('wallet', 'wallet_refund')`;

/** What came of asking for some leases. */
export interface Leased {
  readonly claimed: readonly SettlementAttempt[];
  /** Attempts that wait until another has done with the payer's wallet, by the payer's account. */
  readonly waiting: ReadonlyMap<string, string>;
}

/** The rows of a transaction's statement. */
type Query = <Row>(sql: string, values: unknown[]) => Promise<Row[]>;

/**
 * Gives out the right to work on attempts: compared and set in a committed statement of its own, so that no row lock
 * is held during a call. A lease that was not ended by an outcome ends by itself; whoever takes the attempt over has
 * the next number, and the outcome of the one before is refused. Who learns of his lease so late that a call might
 * outlive it (a lock, a process that stood still) has none: the attempt is due when it ends.
 */
@Injectable()
export class LeaseStore {
  constructor(
    private readonly database: Database,
    private readonly remote: RemoteStanding,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** Claims those of one cell's attempts that nobody works on, all in one statement where no wallet is outside. */
  async claim(cell: number, attemptIds: readonly string[]): Promise<Leased> {
    const elapsedMs = stopwatch();
    const leased = await this.claimNow(cell, attemptIds);
    return this.isTooLate(elapsedMs()) ? { ...leased, claimed: [] } : leased;
  }

  /** A new lease for sending once more; null when the attempt has passed to another or is settled. */
  async renew(attempt: SettlementAttempt): Promise<SettlementAttempt | null> {
    const elapsedMs = stopwatch();
    const end = `${clock('$6')} + $5 * interval '1 millisecond'`;
    const [row] = await this.database.query<AttemptRow>(
      `UPDATE ${this.attempts} AS t
          SET lease_owner = $4, lease_until = ${end}, due_at = ${end},
              lease_number = t.lease_number + 1, tries = t.tries + 1, absences = 0, sent_at = ${clock('$6')}
        WHERE t.cell = $1 AND t.attempt_id = $2 AND t.lease_number = $3 AND t.${OPEN}
    RETURNING ${attemptColumns('$6')}`,
      [
        cellOfAttempt(attempt.attemptId),
        attempt.attemptId,
        attempt.leaseNumber,
        PROCESS_ID,
        this.leaseMs,
        this.offset,
      ],
    );
    return row && !this.isTooLate(elapsedMs()) ? attemptOf(row) : null;
  }

  /**
   * The first lease, as the batch gave it that made the attempt; begun anew where it has become too old for a call, as
   * nothing was sent under it. Null when the attempt has passed to another.
   */
  async first({ attempt, madeAt, age }: FirstLease): Promise<SettlementAttempt | null> {
    if (!this.isTooLate(age())) return attemptOfLease(attempt, madeAt);
    const elapsedMs = stopwatch();
    const end = `${clock('$4')} + $3 * interval '1 millisecond'`;
    const [row] = await this.database.query<AttemptRow>(
      `UPDATE ${this.attempts} AS t
          SET lease_until = ${end}, due_at = ${end}, sent_at = ${clock('$4')}
        WHERE t.cell = $1 AND t.attempt_id = $2 AND t.lease_number = 1 AND t.${OPEN}
    RETURNING ${attemptColumns('$4')}`,
      [cellOfAttempt(attempt.attemptId), attempt.attemptId, this.leaseMs, this.offset],
    );
    return row && !this.isTooLate(elapsedMs()) ? attemptOf(row) : null;
  }

  /** How long a call and the commit of its outcome may take. */
  get leaseMs(): number {
    return this.config.settlement.callTimeoutMs + this.config.settlement.recheckMs;
  }

  private async claimNow(cell: number, attemptIds: readonly string[]): Promise<Leased> {
    if (!this.remote.isRemote('wallet_deduction')) {
      const claimed = await this.lease((sql, values) => this.database.query(sql, values), cell, attemptIds);
      return { claimed, waiting: new Map() };
    }
    return this.database.transaction(async (tx) => {
      const query: Query = (sql, values) => tx.query(sql, values);
      await this.occupyWallets(query, cell, attemptIds);
      const claimed = await this.lease(query, cell, attemptIds);
      const got = new Set(claimed.map(({ attemptId }) => attemptId));
      const rest = attemptIds.filter((attemptId) => !got.has(attemptId));
      return { claimed, waiting: await this.waitingForWallets(query, cell, rest) };
    });
  }

  /** A lease begins no sooner than it was asked for, and is this much longer than a call may take. */
  private isTooLate(elapsedMs: number): boolean {
    return elapsedMs > this.config.settlement.recheckMs;
  }

  /** SKIP LOCKED: a batch that is just settling one of them is not waited for, and nothing is left to do. */
  private async lease(
    query: Query,
    cell: number,
    attemptIds: readonly string[],
  ): Promise<SettlementAttempt[]> {
    const end = `${clock('$5')} + $4 * interval '1 millisecond'`;
    const rows = await query<AttemptRow>(
      `WITH free AS MATERIALIZED (
         SELECT t.attempt_id AS free_id
           FROM ${this.attempts} t
          WHERE t.cell = $1 AND t.attempt_id = ANY ($2::text[]) AND t.${OPEN}
            AND (t.lease_until IS NULL OR t.lease_until <= ${clock('$5')})
            AND (t.kind NOT IN ('wallet', 'wallet_refund') OR EXISTS (
                  SELECT 1 FROM ${this.wallets} w
                   WHERE w.cell = $1 AND w.account_id = t.account_id AND w.attempt_id = t.attempt_id))
            FOR NO KEY UPDATE OF t SKIP LOCKED)
       UPDATE ${this.attempts} AS t
          SET lease_owner = $3, lease_until = ${end}, due_at = ${end},
              lease_number = t.lease_number + 1,
              tries = CASE WHEN t.lease_number = 0 THEN 1 ELSE t.tries END,
              sent_at = CASE WHEN t.lease_number = 0 THEN ${clock('$5')} ELSE t.sent_at END
         FROM free
        WHERE t.cell = $1 AND t.attempt_id = free.free_id
    RETURNING ${attemptColumns('$5')}`,
      [cell, attemptIds, PROCESS_ID, this.leaseMs, this.offset],
    );
    return rows.map(attemptOf);
  }

  /**
   * That wallet loses updates under concurrency, so one attempt at a time has it, over all processes, until the
   * attempt's outcome is known. Without the row of its own two processes would each claim an attempt of one payer,
   * neither seeing the other's claim. ON CONFLICT sees the row as it is now, but the attempt in it as of the
   * statement's beginning: so only an attempt that is seen closed frees the wallet, and one that is not seen does not.
   * Attempts go in the order in which they were made; a refund that waits for its next try holds up nobody. So it and
   * the next one may ask together, of whom the first goes: a statement that names a wallet twice fails for the whole cell.
   */
  private async occupyWallets(query: Query, cell: number, attemptIds: readonly string[]): Promise<void> {
    await query(
      `INSERT INTO ${this.wallets} AS w (cell, account_id, attempt_id)
       SELECT DISTINCT ON (t.account_id COLLATE "C") $1::smallint, t.account_id, t.attempt_id
         FROM ${this.attempts} t
        WHERE t.cell = $1 AND t.attempt_id = ANY ($2::text[]) AND t.${OPEN} AND t.${WALLETS}
          AND NOT EXISTS (
                SELECT 1 FROM ${this.attempts} o
                 WHERE o.cell = $1 AND o.account_id = t.account_id AND o.attempt_id < t.attempt_id
                   AND o.${OPEN} AND o.${WALLETS}
                   AND NOT (o.kind = 'wallet_refund' AND o.details ? 'tries' AND o.due_at > ${clock('$3')}))
        ORDER BY t.account_id COLLATE "C", t.attempt_id
       ON CONFLICT (cell, account_id) DO UPDATE SET attempt_id = EXCLUDED.attempt_id
        WHERE w.attempt_id <> EXCLUDED.attempt_id AND EXISTS (
                SELECT 1 FROM ${this.attempts} o
                 WHERE o.cell = w.cell AND o.attempt_id = w.attempt_id AND NOT o.${OPEN})`,
      [cell, attemptIds, this.offset],
    );
  }

  private async waitingForWallets(
    query: Query,
    cell: number,
    attemptIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    if (attemptIds.length === 0) return new Map();
    const rows = await query<{ attempt_id: string; account_id: string }>(
      `SELECT attempt_id, account_id FROM ${this.attempts}
        WHERE cell = $1 AND attempt_id = ANY ($2::text[]) AND ${OPEN} AND ${WALLETS} AND lease_until IS NULL`,
      [cell, attemptIds],
    );
    return new Map(rows.map((row) => [row.attempt_id, row.account_id]));
  }

  private get attempts(): string {
    return `${this.database.schema}.settlement_attempts`;
  }

  private get wallets(): string {
    return `${this.database.schema}.upstream_wallets`;
  }

  private get offset(): number {
    return this.config.engine.clockOffsetMs;
  }
}
