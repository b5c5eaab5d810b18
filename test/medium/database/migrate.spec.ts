import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { auditBooks } from '../../../src/audit/audit-books.js';
import type { DatabaseConfig, ExternalDatabase } from '../../../src/config/app-config.js';
import { checkDatabase, prepareDatabase } from '../../../src/database/connections/check-database.js';
import { migrate } from '../../../src/database/schema/migrate.js';
import { appendOnlyEnforced } from '../../../src/database/schema/service-rights.js';
import { createEmptyDatabase, openDatabase, type TestDatabase } from '../../support/database/database.js';

describe('migrate', () => {
  let testDatabase: TestDatabase;
  let database: DatabaseConfig;

  beforeEach(async () => {
    testDatabase = await createEmptyDatabase('migrate');
    database = testDatabase.config().database;
  });
  afterEach(() => testDatabase.drop());

  const at = (
    source: Partial<ExternalDatabase>,
    overrides: Partial<DatabaseConfig> = {},
  ): DatabaseConfig => ({
    ...database,
    source: { ...(database.source as ExternalDatabase), ...source },
    ...overrides,
  });

  async function runAs(url: string, statement: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(statement)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  }

  it('creates the schema, opens the cells, and does nothing when run again', async () => {
    const first = await migrate({ ...database, cells: 3 });
    const again = await migrate({ ...database, cells: 5 });
    expect(first.applied.length).toBeGreaterThan(0);
    expect(again.applied).toEqual([]);
    const cells = await runAs(testDatabase.url, 'SELECT cell FROM dev.cells ORDER BY cell');
    expect(cells.map(({ cell }) => cell)).toEqual([0, 1, 2]);
  });

  it('works in the schema that is named', async () => {
    await migrate({ ...database, schema: 'tenant_1' });
    expect(await runAs(testDatabase.url, 'SELECT cell FROM tenant_1.cells ORDER BY cell')).toHaveLength(2);
    expect(await runAs(testDatabase.url, `SELECT FROM pg_namespace WHERE nspname = 'dev'`)).toEqual([]);
  });

  it('lets the service add postings and events, and never change or remove them', async () => {
    await migrate(database);
    for (const table of ['postings', 'billing_events']) {
      const rights = await runAs(
        testDatabase.url,
        `SELECT has_table_privilege('dev.${table}', 'SELECT') AND has_table_privilege('dev.${table}', 'INSERT') AS ok`,
      );
      expect(rights).toEqual([{ ok: true }]);
      await expect(runAs(testDatabase.url, `UPDATE dev.${table} SET cell = 1`)).rejects.toThrow(
        'permission denied',
      );
      await expect(runAs(testDatabase.url, `DELETE FROM dev.${table}`)).rejects.toThrow('permission denied');
      await expect(runAs(testDatabase.url, `TRUNCATE dev.${table}`)).rejects.toThrow('permission denied');
    }
    await expect(runAs(testDatabase.url, 'UPDATE dev.cells SET seq = seq')).resolves.toEqual([]);
  });

  it.each([
    ['enforced where the service has a login of its own', () => database, true],
    ['not where one login migrates and serves', () => at({ url: testDatabase.migrationUrl }), false],
  ])('knows append-only is %s', async (_, configOf, enforced) => {
    await migrate(configOf());
    const opened = await openDatabase({ ...testDatabase.config(), database: configOf() });
    expect(await appendOnlyEnforced(opened.database)).toBe(enforced);
    await opened.close();
  });

  it('works in one of two processes that start at once, while the other waits', async () => {
    const results = await Promise.all([migrate(database), migrate(database)]);
    expect(results.filter(({ applied }) => applied.length > 0)).toHaveLength(1);
    await expect(checkDatabase(database)).resolves.toBeUndefined();
  });

  describe('prepareDatabase', () => {
    it('migrates an empty database', async () => {
      await expect(checkDatabase(database)).rejects.toThrow(
        /schema dev is not migrated; run "npm run migrate"/,
      );
      await prepareDatabase(database);
      await expect(checkDatabase(database)).resolves.toBeUndefined();
    });

    it('needs no right to migrate where nothing is missing', async () => {
      await migrate(database);
      await expect(prepareDatabase(at({ migrationUrl: testDatabase.url }))).resolves.toBeUndefined();
    });

    it('grants what a migration that was killed before its grants has left to the owner alone', async () => {
      await migrate(database);
      await runAs(testDatabase.migrationUrl, 'REVOKE ALL ON dev.stripe_events FROM billing_service');
      await expect(checkDatabase(database)).rejects.toThrow(
        /^DATABASE_URL: the login of the service lacks rights on table stripe_events of schema dev; run "npm run migrate"/,
      );
      await prepareDatabase(database);
      expect(await runAs(testDatabase.url, 'SELECT FROM dev.stripe_events')).toEqual([]);
    });

    it('knows the rights on every table that there is', async () => {
      await migrate(database);
      const rows = await runAs(
        testDatabase.url,
        `SELECT relname AS name FROM pg_class WHERE relnamespace = 'dev'::regnamespace AND relkind = 'r' ORDER BY relname`,
      );
      for (const name of rows.map((row) => String(row['name'])).filter((one) => one !== 'migrations')) {
        await runAs(testDatabase.migrationUrl, `REVOKE INSERT ON dev.${name} FROM billing_service`);
        await expect(checkDatabase(database)).rejects.toThrow(`lacks rights on table ${name} `);
        await runAs(testDatabase.migrationUrl, `GRANT INSERT ON dev.${name} TO billing_service`);
      }
    });

    it('refuses a schema that a newer version has migrated, and so do those who read or migrate it', async () => {
      await migrate(database);
      await runAs(
        testDatabase.migrationUrl,
        `INSERT INTO dev.migrations (timestamp, name) VALUES (9999999999999, 'Holds9999999999999')`,
      );
      const sentence =
        /^DATABASE_SCHEMA: schema dev has the migration Holds9999999999999, which this version does not know; /;
      await expect(prepareDatabase(database)).rejects.toThrow(sentence);
      await expect(migrate(database)).rejects.toThrow(sentence);
      await expect(auditBooks(database)).rejects.toThrow(sentence);
    });

    it('names the missing right on the database and its remedy', async () => {
      await expect(prepareDatabase(at({ migrationUrl: testDatabase.url }))).rejects.toThrow(
        /^DATABASE_URL: role billing_service may not create schema dev .*CREATE SCHEMA dev AUTHORIZATION billing_service/,
      );
    });

    it('names the missing right on the schema and its remedy', async () => {
      await runAs(testDatabase.migrationUrl, 'CREATE SCHEMA dev');
      await expect(prepareDatabase(at({ migrationUrl: testDatabase.url }))).rejects.toThrow(
        /may not create tables in schema dev .*GRANT CREATE, USAGE ON SCHEMA dev TO billing_service/,
      );
    });

    it('asks for a session connection to migrate behind a pooler in transaction mode', async () => {
      const pooled = at({ migrationUrl: testDatabase.url }, { pooler: 'transaction' });
      await expect(prepareDatabase(pooled)).rejects.toThrow(/^DATABASE_MIGRATION_URL: .*transaction mode/);
    });

    it('names DATABASE_TLS when the server speaks none', async () => {
      const tls = { rejectUnauthorized: false, ca: null };
      await expect(prepareDatabase(at({ tls }))).rejects.toThrow(/^DATABASE_TLS: .*DATABASE_TLS=off/);
    });

    it.each([
      [
        'a refused connection',
        (url: URL) => (url.port = '1'),
        /^DATABASE_URL: no Postgres answers at 127\.0\.0\.1:1/,
      ],
      [
        'a host that does not exist',
        (url: URL) => (url.hostname = 'db.invalid'),
        /^DATABASE_URL: no Postgres answers/,
      ],
      ['a wrong password', (url: URL) => (url.password = 'x'), /refuses the password of billing_service/],
      ['a missing database', (url: URL) => (url.pathname = '/none'), /has no database none/],
    ])('explains %s in one sentence that names the variable', async (_, change, sentence) => {
      const url = new URL(testDatabase.url);
      change(url);
      await expect(prepareDatabase(at({ url: url.href }))).rejects.toThrow(sentence);
    });
  });
});
