import type { Database } from './database.service.js';

const KEYS_A_STEP = 500;
const STEP_TIMEOUT_MS = 5_000;

/** Walks through the keys of writes without a payer along their primary key, and deletes what is older than `before`. */
export class WriteKeySweep {
  private last: { operation: string; key: string } | null = { operation: '', key: '' };

  constructor(
    private readonly database: Database,
    private readonly before: Date,
  ) {}

  get isDone(): boolean {
    return this.last === null;
  }

  /** Looks at a bounded number of rows in a short transaction; answers how many keys it deleted. */
  step(): Promise<number> {
    const table = `${this.database.schema}.write_keys`;
    return this.database.transaction(async (tx) => {
      await tx.query(
        `SELECT set_config('lock_timeout', $1, true), set_config('statement_timeout', $1, true)`,
        [String(STEP_TIMEOUT_MS)],
      );
      const rows = await tx.query<{ operation: string; key: string; is_old: boolean }>(
        `SELECT operation, key, created_at < $3 AS is_old FROM ${table}
          WHERE (operation, key) > ($1, $2) ORDER BY operation, key LIMIT ${KEYS_A_STEP}`,
        [this.last?.operation, this.last?.key, this.before],
      );
      const old = rows.filter((row) => row.is_old);
      this.last = rows.length < KEYS_A_STEP ? null : (rows.at(-1) ?? null);
      if (old.length === 0) return 0;
      const removed = await tx.query(
        `DELETE FROM ${table} w USING unnest($1::text[], $2::text[]) u(o, k)
          WHERE w.operation = u.o AND w.key = u.k
      RETURNING w.key`,
        [old.map(({ operation }) => operation), old.map(({ key }) => key)],
      );
      return removed.length;
    });
  }
}
