import { beforeAll, describe, expect, it } from '@jest/globals';
import { dataSourceOptions } from '../../../src/database/connections/data-source.js';
import type { Database } from '../../../src/database/database.service.js';
import { databaseSuite } from '../../support/database/database-suite.js';

describe('Database', () => {
  const db = databaseSuite('database');
  let database: Database;

  beforeAll(async () => {
    database = await db.openDatabase();
  });

  const keys = () =>
    database.query<{ key: string }>(`SELECT key FROM ${database.schema}.write_keys ORDER BY key`);
  const insert = (key: string) =>
    [
      `INSERT INTO ${database.schema}.write_keys VALUES ('test', $1, '', '{}', '2026-01-01T00:00:00Z')`,
      [key],
    ] as const;

  it('answers the rows of an UPDATE … RETURNING as of any other statement', async () => {
    const rows = await database.query(
      `UPDATE ${database.schema}.price_book SET version = version RETURNING id`,
    );
    expect(rows).toEqual([{ id: 1 }]);
  });

  it('does not wait for ever for an answer that the network swallowed; a migration may take its time', () => {
    const { database: config } = db.config();
    expect(dataSourceOptions(config).extra).toMatchObject({ query_timeout: expect.any(Number) });
    expect(dataSourceOptions(config, 'migration').extra).not.toHaveProperty('query_timeout');
  });

  it('commits what a transaction did when its work returns', async () => {
    await database.transaction((tx) => tx.query(...insert('kept')));
    expect(await keys()).toContainEqual({ key: 'kept' });
  });

  it('rolls a transaction back when its work throws, and keeps the connection usable', async () => {
    const failure = new Error('no');
    const work = database.transaction(async (tx) => {
      await tx.query(...insert('lost'));
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(await keys()).not.toContainEqual({ key: 'lost' });
  });

  it('sends statements of one connection without waiting for the one before', async () => {
    const answers = await database.withConnection((client) =>
      Promise.all([1, 2, 3].map((n) => client.query<{ n: number }>('SELECT $1::int AS n', [n]))),
    );
    expect(answers.map((answer) => answer.rows[0]?.n)).toEqual([1, 2, 3]);
  });

  it('survives a connection that Postgres ends while it is lent out and silent', async () => {
    const work = database.withConnection(async (client) => {
      const lost = new Promise((resolve) => client.once('end', resolve));
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await database.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
      await lost;
      await client.query('SELECT 1');
    });
    await expect(work).rejects.toThrow(/not queryable/);
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('gives times as Date, numerics and bigints as exact text', async () => {
    const [row] = await database.query(
      `SELECT timestamptz 'epoch' AS t, 0.10::numeric AS n, 9007199254740993 AS b`,
    );
    expect(row).toEqual({ t: new Date(0), n: '0.10', b: '9007199254740993' });
  });
});
