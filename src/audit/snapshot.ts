import type { Queryable } from '../database/queryable.js';

/**
 * Settings of the audit's transaction alone. No time-out of a role or a database cuts it short, sorts spill to disk
 * instead of growing, it takes one core at most, and days and hours are those of UTC. Nested loops are a guess of few
 * rows, and on tables that were filled just now a wrong one: where a probe is wanted the statement says so (LATERAL).
 * A range is read by its index: with a page's price as on a spinning disk, each of a hundred ranges would read the whole
 * table.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  application_name: 'billing-service audit',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  work_mem: '32MB',
  max_parallel_workers_per_gather: '0',
  enable_nestloop: 'off',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  datestyle: 'ISO',
};

/** Since Postgres 17. */
const TRANSACTION_TIMEOUT_SINCE = 170_000;

export interface Snapshot {
  /** When it was taken, by the database's clock (ISO 8601). */
  readonly takenAt: string;
  /** The session on the server, for a cancel request. */
  readonly processId: number;
}

/**
 * Runs `work` in one REPEATABLE READ READ ONLY transaction: all its statements see the books as of one instant, however
 * many batches commit meanwhile, and none of them can write or wait for a lock. Taken on a connection that no one else
 * uses meanwhile.
 */
export async function inSnapshot<T>(
  connection: Queryable,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    return await work(await settle(connection));
  } finally {
    // A connection that is lost has no transaction to end, and what lost it is the error that matters.
    await connection.query('ROLLBACK').catch(() => undefined);
  }
}

async function settle(connection: Queryable): Promise<Snapshot> {
  const names = Object.keys(SETTINGS);
  await connection.query(
    'SELECT set_config(name, value, true) FROM unnest($1::text[], $2::text[]) u(name, value)',
    [names, Object.values(SETTINGS)],
  );
  const [server] = await connection.query<{ taken_at: string; process_id: number; version: number }>(
    `SELECT to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS taken_at, pg_backend_pid() AS process_id,
            current_setting('server_version_num')::int AS version`,
  );
  const { taken_at: takenAt, process_id: processId, version } = server!;
  if (version >= TRANSACTION_TIMEOUT_SINCE) {
    await connection.query(`SELECT set_config('transaction_timeout', '0', true)`);
  }
  return { takenAt, processId };
}
