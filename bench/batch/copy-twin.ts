import { join } from 'node:path';
import type { Lab } from '../lab/lab.js';

/** The tables that a charge writes, and which of their rows came with the charges since the mark. */
const TABLES: Readonly<Record<string, (schema: string, mark: Mark) => string>> = {
  billing_records: (_, { record }) => `id > ${record} ORDER BY id`,
  postings: ofNewRecords,
  balances: () => `account_id LIKE 'user:bench-user-%'`,
  billing_quotas: () => `scope_id LIKE 'bench-user-%'`,
  idempotency_keys: ofNewRecords,
  usage_rollups: () => 'true',
  cells: () => 'true',
  billing_events: (_, { event }) => `id > ${event} ORDER BY id`,
};

function ofNewRecords(schema: string, { record }: Mark): string {
  return `billing_id IN (SELECT billing_id FROM ${schema}.billing_records WHERE id > ${record})`;
}

/** The last rows before an import. */
interface Mark {
  readonly record: string;
  readonly event: string;
}

/**
 * The limit of an import: COPY of the rows that it has left, into the same tables with the same indexes in another
 * schema, from files on the server, on one connection in one transaction. It decides nothing, and each balance, counter
 * and roll-up is written once in its final state.
 */
export class CopyTwin {
  private mark: Mark = { record: '0', event: '0' };

  constructor(
    private readonly lab: Lab,
    private readonly source: string,
    private readonly twin: string,
  ) {}

  async begin(): Promise<void> {
    const { rows } = await this.lab.admin.query<Mark>(
      `SELECT (SELECT coalesce(max(id), 0)::text FROM ${this.source}.billing_records) AS record,
              (SELECT coalesce(max(id), 0)::text FROM ${this.source}.billing_events) AS event`,
    );
    this.mark = rows[0] as Mark;
  }

  /** Writes what has come since `begin` to files. */
  async take(): Promise<void> {
    for (const [table, rowsOf] of Object.entries(TABLES)) {
      const rows = `SELECT * FROM ${this.source}.${table} WHERE ${rowsOf(this.source, this.mark)}`;
      await this.lab.admin.query(`COPY (${rows}) TO '${this.fileOf(table)}'`);
    }
  }

  /** Milliseconds of copying all tables. */
  copyAll(): Promise<number> {
    return this.copy(Object.keys(TABLES));
  }

  /** Milliseconds of copying the records alone. */
  copyRecords(): Promise<number> {
    return this.copy(['billing_records']);
  }

  private async copy(tables: readonly string[]): Promise<number> {
    const { admin } = this.lab;
    await admin.query(
      `TRUNCATE ${Object.keys(TABLES)
        .map((table) => `${this.twin}.${table}`)
        .join(', ')}`,
    );
    const startedMs = performance.now();
    await admin.query('BEGIN');
    for (const table of tables) await admin.query(`COPY ${this.twin}.${table} FROM '${this.fileOf(table)}'`);
    await admin.query('COMMIT');
    return performance.now() - startedMs;
  }

  private fileOf(table: string): string {
    return join(this.lab.postgres.dataDirectory, `bench-copy-${table}`);
  }
}
