import pg from 'pg';
import { waitUntil } from '../wait-until.js';

/** A session of somebody else on a test database: it may hold rows, change the schema, end other sessions. */
export class SqlSession {
  private constructor(private readonly client: pg.Client) {}

  static async open(url: string): Promise<SqlSession> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    return new SqlSession(client);
  }

  async run<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]> {
    return (await this.client.query(text, values)).rows as Row[];
  }

  /** Resolves when `count` sessions of this database wait for a lock. */
  async whenWaiting(count = 1): Promise<void> {
    await waitUntil(`${count} sessions wait for a lock`, async () => {
      // Within a transaction Postgres goes on showing what it showed first.
      await this.run('SELECT pg_stat_clear_snapshot()');
      const waiting = await this.run(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return waiting.length >= count;
    });
  }

  /** Ends every other session of this database; answers how many there were. */
  async endOthers(): Promise<number> {
    const ended = await this.run(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    return ended.length;
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
