import type pg from 'pg';

/** Counters of the server that only grow. */
export interface PostgresCounters {
  /** Bytes of write-ahead log made so far. */
  readonly walBytes: number;
  /** Transactions that have written so far. Counted by their ids, which unlike pg_stat_database are never late. */
  readonly transactions: number;
}

export async function readCounters(admin: pg.Client): Promise<PostgresCounters> {
  const { rows } = await admin.query<{ wal: string; transactions: string }>(
    `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text AS wal,
            pg_snapshot_xmax(pg_current_snapshot())::text AS transactions`,
  );
  return { walBytes: Number(rows[0]?.wal), transactions: Number(rows[0]?.transactions) };
}
