import type { Client } from 'pg';
import { DataSource } from 'typeorm';
import type { DatabaseConfig } from '../../config/app-config.js';
import { dataSourceOptions, externalSource } from '../connections/data-source.js';
import { DatabaseSetupError } from '../errors/database-setup-error.js';
import { isLockTimeout } from '../errors/postgres-errors.js';
import { quoteIdentifier } from './schema-name.js';
import { pendingMigrations } from './schema-state.js';
import { grantServiceRights } from './service-rights.js';
import { endpointOf, withSession } from '../connections/session-connection.js';

/** Namespace of the advisory lock that keeps two processes from migrating one schema at once; any number does. */
const MIGRATION_LOCK = 824_108;

/** How long a process waits for another one that migrates the same schema. */
export const MIGRATION_WAIT_MS = 600_000;

export interface MigrationResult {
  /** Names of the migrations that ran now. */
  readonly applied: readonly string[];
}

/**
 * Brings the schema up to date: creates it, runs what has not run, opens the first cells, and gives the service's
 * role its rights. Several processes may call it at once: one works, the others wait at the lock and find it done.
 * Who waits longer than `waitMs` gives up with a DatabaseSetupError. The lock belongs to a session, so the connection
 * must not go through a pooler in transaction mode.
 */
export async function migrate(
  database: DatabaseConfig,
  note: (sentence: string) => void = () => undefined,
  waitMs = MIGRATION_WAIT_MS,
): Promise<MigrationResult> {
  const serviceRole = await currentRole(database, 'service');
  return withSession(database, 'migration', async (client) => {
    await lock(client, database.schema, waitMs, note);
    await ensureSchema(client, database);
    await pendingMigrations(client, database.schema);
    const applied = await runMigrations(database);
    for (const name of applied) note(`Migration ${name} has run.`);
    await openFirstCells(client, database);
    const owner = await roleOf(client);
    if (owner !== serviceRole) await grantServiceRights(client, database.schema, serviceRole);
    return { applied };
  });
}

async function currentRole(database: DatabaseConfig, as: 'service' | 'migration'): Promise<string> {
  return withSession(database, as, roleOf);
}

async function roleOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ role: string }>('SELECT current_user AS role');
  return rows[0]!.role;
}

/** Freed by the end of the session, whatever happens to this process. */
async function lock(
  client: Client,
  schema: string,
  waitMs: number,
  note: (sentence: string) => void,
): Promise<void> {
  const key = [MIGRATION_LOCK, schema];
  const tried = await client.query<{ locked: boolean }>(
    'SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked',
    key,
  );
  if (tried.rows[0]?.locked) return;
  note('Another process is migrating this schema; waiting for it.');
  await client.query(`SELECT set_config('lock_timeout', $1, false)`, [String(waitMs)]);
  try {
    await client.query('SELECT pg_advisory_lock($1, hashtext($2))', key);
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    throw new DatabaseSetupError(
      `DATABASE_SCHEMA: another process has been migrating schema ${schema} for more than ${waitMs} ms; see what holds it up, and start again.`,
      { cause: error },
    );
  }
  await client.query(`SELECT set_config('lock_timeout', '0', false)`);
}

async function ensureSchema(client: Client, database: DatabaseConfig): Promise<void> {
  const { schema } = database;
  const { rows } = await client.query<{
    role: string;
    database: string;
    exists: boolean;
    may_create: boolean;
  }>(
    `SELECT current_user AS role, current_database() AS database, n.oid IS NOT NULL AS exists,
            CASE WHEN n.oid IS NULL THEN has_database_privilege(current_database(), 'CREATE')
                 ELSE has_schema_privilege(n.oid, 'CREATE') END AS may_create
       FROM (SELECT) AS one LEFT JOIN pg_namespace n ON n.nspname = $1`,
    [schema],
  );
  const found = rows[0]!;
  if (!found.may_create) {
    const { variable } = endpointOf(database, 'migration');
    const right = found.exists ? `create tables in schema ${schema}` : `create schema ${schema}`;
    const remedy = found.exists
      ? `GRANT CREATE, USAGE ON SCHEMA ${schema} TO ${found.role}`
      : `CREATE SCHEMA ${schema} AUTHORIZATION ${found.role}`;
    throw new DatabaseSetupError(
      `${variable}: role ${found.role} may not ${right} in database ${found.database}; run "${remedy}" there as its owner, or migrate as another role with DATABASE_MIGRATION_URL.`,
    );
  }
  if (!found.exists) await client.query(`CREATE SCHEMA ${quoteIdentifier(schema)}`);
}

async function runMigrations(database: DatabaseConfig): Promise<string[]> {
  const dataSource = await new DataSource(dataSourceOptions(database, 'migration')).initialize();
  try {
    const ran = await dataSource.runMigrations();
    return ran.map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}

/** Only in a schema without cells: how many there are is decided once, more are opened on purpose. */
async function openFirstCells(client: Client, database: DatabaseConfig): Promise<void> {
  const cells = `${quoteIdentifier(database.schema)}.cells`;
  await client.query(
    `INSERT INTO ${cells} (cell) SELECT generate_series(0, $1::int - 1) WHERE NOT EXISTS (SELECT FROM ${cells})`,
    [database.cells],
  );
}

/** A pooler in transaction mode would give the lock and the migration different sessions. */
export function canMigrate(database: DatabaseConfig): boolean {
  const { url, migrationUrl } = externalSource(database);
  return database.pooler === 'session' || migrationUrl !== url;
}
