import type pg from 'pg';

/** What PostgreSQL tells of one table. */
export interface TableFigures {
  readonly table: string;
  readonly heapBytes: number;
  readonly indexBytes: number;
  readonly inserted: number;
  readonly updated: number;
  /** Updates that touched no index. */
  readonly hotUpdated: number;
  readonly live: number;
  readonly dead: number;
}

/** Makes this connection tell what it has done, which it otherwise does at most once a second. */
export async function flushStatistics(admin: pg.Client): Promise<void> {
  await admin.query('SELECT pg_stat_force_next_flush()');
}

/** True once the connections that did the work are closed: a living one tells its last figures late. */
export async function readTables(admin: pg.Client, schema: string): Promise<TableFigures[]> {
  await flushStatistics(admin);
  const { rows } = await admin.query<{ figures: TableFigures }>(
    `SELECT json_build_object('table', relname, 'heapBytes', pg_table_size(relid), 'indexBytes', pg_indexes_size(relid),
              'inserted', n_tup_ins, 'updated', n_tup_upd, 'hotUpdated', n_tup_hot_upd, 'live', n_live_tup,
              'dead', n_dead_tup) AS figures
       FROM pg_stat_user_tables WHERE schemaname = $1 ORDER BY relname`,
    [schema],
  );
  return rows.map(({ figures }) => figures);
}

/** Counters of the whole server that only grow. */
export interface ServerFigures {
  readonly commits: number;
  readonly walBytes: number;
  readonly fullPageImages: number;
}

export async function readServer(admin: pg.Client): Promise<ServerFigures> {
  await flushStatistics(admin);
  const { rows } = await admin.query<{ figures: ServerFigures }>(
    `SELECT json_build_object('commits', (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()),
              'walBytes', wal_bytes, 'fullPageImages', wal_fpi) AS figures
       FROM pg_stat_wal`,
  );
  return rows[0]?.figures as ServerFigures;
}
