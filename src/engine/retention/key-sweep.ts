import type { Database } from '../../database/database.service.js';
import type { Queryable } from '../../database/queryable.js';
import { FORGOTTEN_OPERATIONS } from './key-life.js';

/** Accounts looked at in one step. */
const ACCOUNTS_A_STEP = 50;
/** Most keys of one account and operation looked at in one step; the rest is the next step's. */
const KEYS_A_STEP = 20;
const STEP_TIMEOUT_MS = 5_000;

/** Keys of one account and operation, those after `afterKey`. */
interface Stretch {
  readonly accountId: string;
  readonly operation: string;
  readonly afterKey: string;
}

interface KeyRow {
  readonly account_id: string;
  readonly operation: string;
  readonly key: string;
  readonly is_old: boolean;
}

/**
 * Walks through the keys of one cell along their primary key, and deletes what is older than `before`. Each step is
 * a short transaction of its own that looks at a bounded number of rows: no index by time is needed, and the keys of
 * records, which are nearly all there are, are never read. Two processes may walk at once.
 */
export class KeySweep {
  private lastAccountId: string | null = '';
  private stretches: Stretch[] = [];

  constructor(
    private readonly database: Database,
    private readonly cell: number,
    private readonly before: Date,
  ) {}

  get isDone(): boolean {
    return this.lastAccountId === null && this.stretches.length === 0;
  }

  /** Answers how many keys it deleted. */
  step(): Promise<number> {
    return this.database.transaction(async (tx) => {
      await tx.query(SETTINGS, [String(STEP_TIMEOUT_MS)]);
      if (this.stretches.length === 0) await this.enterNextAccounts(tx);
      return this.sweep(tx);
    });
  }

  private async enterNextAccounts(tx: Queryable): Promise<void> {
    const rows = await tx.query<{ account_id: string }>(
      `SELECT account_id FROM ${this.database.schema}.accounts
        WHERE cell = $1 AND account_id > $2 ORDER BY account_id LIMIT ${ACCOUNTS_A_STEP}`,
      [this.cell, this.lastAccountId],
    );
    this.lastAccountId = rows.length < ACCOUNTS_A_STEP ? null : (rows.at(-1)?.account_id ?? null);
    this.stretches = rows.flatMap(({ account_id: accountId }) =>
      FORGOTTEN_OPERATIONS.map((operation) => ({ accountId, operation, afterKey: '' })),
    );
  }

  private async sweep(tx: Queryable): Promise<number> {
    const keys = await this.read(tx);
    const old = keys.filter((key) => key.is_old);
    this.stretches = fullStretchesOf(keys);
    return old.length === 0 ? 0 : this.remove(tx, old);
  }

  private read(tx: Queryable): Promise<KeyRow[]> {
    return tx.query<KeyRow>(
      `SELECT k.*
         FROM unnest($2::text[], $3::text[], $4::text[]) u(a, o, k)
        CROSS JOIN LATERAL (
              SELECT account_id, operation, key, billing_id IS NULL AND created_at < $5 AS is_old
                FROM ${this.database.schema}.idempotency_keys
               WHERE cell = $1 AND account_id = u.a AND operation = u.o AND key > u.k
               ORDER BY key LIMIT ${KEYS_A_STEP}) k`,
      [
        this.cell,
        this.stretches.map(({ accountId }) => accountId),
        this.stretches.map(({ operation }) => operation),
        this.stretches.map(({ afterKey }) => afterKey),
        this.before,
      ],
    );
  }

  private async remove(tx: Queryable, keys: readonly KeyRow[]): Promise<number> {
    const removed = await tx.query(
      `DELETE FROM ${this.database.schema}.idempotency_keys i
        USING unnest($2::text[], $3::text[], $4::text[]) u(a, o, k)
        WHERE i.cell = $1 AND i.account_id = u.a AND i.operation = u.o AND i.key = u.k AND i.billing_id IS NULL
    RETURNING i.key`,
      [
        this.cell,
        keys.map(({ account_id }) => account_id),
        keys.map(({ operation }) => operation),
        keys.map(({ key }) => key),
      ],
    );
    return removed.length;
  }
}

/** Probes of the primary key, whatever the statistics say. A lock or a statement that takes long waits for next time. */
const SETTINGS = `
  SELECT set_config('enable_seqscan', 'off', true),
         set_config('enable_hashjoin', 'off', true),
         set_config('enable_mergejoin', 'off', true),
         set_config('lock_timeout', $1, true),
         set_config('statement_timeout', $1, true)`;

/** Where as many keys were read as one step reads there may be more, after the last of them. */
function fullStretchesOf(keys: readonly KeyRow[]): Stretch[] {
  const read = new Map<string, { count: number; last: KeyRow }>();
  for (const key of keys) {
    const name = `${key.account_id}\u0000${key.operation}`;
    read.set(name, { count: (read.get(name)?.count ?? 0) + 1, last: key });
  }
  return [...read.values()]
    .filter(({ count }) => count === KEYS_A_STEP)
    .map(({ last }) => ({ accountId: last.account_id, operation: last.operation, afterKey: last.key }));
}
