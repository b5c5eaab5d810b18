import pg from 'pg';
import { DataSource } from 'typeorm';
import type { AppConfig, ExternalDatabase } from '../../../src/config/app-config.js';
import { dataSourceOptions } from '../../../src/database/connections/data-source.js';
import { Database } from '../../../src/database/database.service.js';
import { migrate } from '../../../src/database/schema/migrate.js';
import { type ConfigOverrides, testConfig } from '../config.js';

export { testConfig } from '../config.js';

const TEMPLATE = 'billing_template';
const SERVICE_ROLE = 'billing_service';
const SERVICE_PASSWORD = 'service';

export interface TestDatabase {
  /** As the role of the service, which owns nothing. */
  readonly url: string;
  /** As the role that migrates. */
  readonly migrationUrl: string;
  /** A configuration that names this database. */
  config(overrides?: ConfigOverrides): AppConfig;
  drop(): Promise<void>;
}

/** A migrated database of this suite alone, cloned from a template in a tenth of a second. */
export async function createTestDatabase(name: string): Promise<TestDatabase> {
  const database = uniqueName(name);
  await withAdmin(async (admin) => {
    await locked(admin, async () => {
      await ensureServiceRole(admin);
      await ensureTemplate(admin);
    });
    await admin.query(`CREATE DATABASE ${database} TEMPLATE ${TEMPLATE}`);
  });
  return testDatabase(database);
}

/** A database with nothing in it, for suites about migrations. */
export async function createEmptyDatabase(name: string): Promise<TestDatabase> {
  const database = uniqueName(name);
  await withAdmin(async (admin) => {
    await locked(admin, () => ensureServiceRole(admin));
    await admin.query(`CREATE DATABASE ${database}`);
  });
  return testDatabase(database);
}

/** The service's `Database` on a test database; `close` gives its connections back. */
export async function openDatabase(
  config: AppConfig,
): Promise<{ database: Database; close(): Promise<void> }> {
  const dataSource = await new DataSource(dataSourceOptions(config.database)).initialize();
  return { database: new Database(dataSource), close: () => dataSource.destroy() };
}

function testDatabase(name: string): TestDatabase {
  const migrationUrl = urlOf(name);
  const url = urlOf(name, SERVICE_ROLE, SERVICE_PASSWORD);
  const source: ExternalDatabase = { kind: 'external', url, migrationUrl, tls: null };
  return {
    url,
    migrationUrl,
    config: (overrides = {}) => testConfig({ ...overrides, database: { source, ...overrides.database } }),
    drop: () => withAdmin(async (admin) => void (await admin.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}

/** The first suite of a run migrates the template. */
async function ensureTemplate(admin: pg.Client): Promise<void> {
  const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1 AND datistemplate', [
    TEMPLATE,
  ]);
  if (rowCount) return;
  await admin.query(`DROP DATABASE IF EXISTS ${TEMPLATE}`);
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  await migrate(testDatabase(TEMPLATE).config().database);
  await admin.query(`ALTER DATABASE ${TEMPLATE} IS_TEMPLATE true`);
}

async function ensureServiceRole(admin: pg.Client): Promise<void> {
  const { rowCount } = await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [SERVICE_ROLE]);
  if (rowCount) return;
  await admin.query(`CREATE ROLE ${SERVICE_ROLE} LOGIN PASSWORD '${SERVICE_PASSWORD}'`);
}

/**
 * Suites in other workers wait at the lock while one prepares what all share. It belongs to the session, and so goes
 * with it if the preparation fails.
 */
async function locked(admin: pg.Client, prepare: () => Promise<void>): Promise<void> {
  await admin.query('SELECT pg_advisory_lock(1)');
  await prepare();
  await admin.query('SELECT pg_advisory_unlock(1)');
}

async function withAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: urlOf('postgres') });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string, user?: string, password?: string): string {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server) throw new Error('This suite needs Postgres: run it with `npm test -- <path>`.');
  const url = new URL(server);
  url.pathname = `/${database}`;
  if (user) url.username = user;
  if (password) url.password = password;
  return url.href;
}

function uniqueName(name: string): string {
  const suffix = Math.random().toString(36).slice(2, 8);
  return `test_${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}_${suffix}`.slice(0, 63);
}
