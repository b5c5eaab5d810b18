import type { Client } from 'pg';
import type { DatabaseConfig } from '../../config/app-config.js';
import { checkConnections, refuseTooManyCells } from './connection-budget.js';
import { DatabaseSetupError } from '../errors/database-setup-error.js';
import { canMigrate, migrate } from '../schema/migrate.js';
import { isInsufficientPrivilege, isMissingRelation } from '../errors/postgres-errors.js';
import { quoteIdentifier } from '../schema/schema-name.js';
import { pendingMigrations } from '../schema/schema-state.js';
import { findTableWithoutRights } from '../schema/service-rights.js';
import { withSession } from './session-connection.js';

/** Older servers lack what our statements use. */
const LEAST_SERVER_VERSION = 14;

/**
 * Makes the database ready for this process: checks it and, where something is missing, migrates and checks again.
 * A replica that starts on a ready database takes no lock and needs no right to change the schema.
 */
export async function prepareDatabase(
  database: DatabaseConfig,
  note: (sentence: string) => void = () => undefined,
): Promise<void> {
  const lack = await findLack(database, note);
  if (lack === null) return;
  if (!canMigrate(database)) {
    throw new DatabaseSetupError(
      `DATABASE_MIGRATION_URL: ${lack}, and migrations cannot run through a pooler in transaction mode; set it to a session connection, or run "npm run migrate" with one.`,
    );
  }
  await migrate(database, note);
  await checkDatabase(database);
}

/** Throws a DatabaseSetupError, one sentence, unless the service can work on this database as it is. */
export async function checkDatabase(database: DatabaseConfig): Promise<void> {
  const lack = await findLack(database);
  if (lack !== null) throw new DatabaseSetupError(`DATABASE_URL: ${lack}; run "npm run migrate".`);
}

/** What a migration would put right, as a clause; null if nothing. Throws what it would not put right. */
async function findLack(
  database: DatabaseConfig,
  note: (sentence: string) => void = () => undefined,
): Promise<string | null> {
  return withSession(database, 'service', async (client) => {
    await refuseUnusableServer(client);
    await checkConnections(client, database, note);
    const lack =
      (await findLackOfSchema(client, database.schema)) ?? (await findLackOfRights(client, database));
    if (lack === null) await refuseTooManyCells(client, database);
    return lack;
  });
}

async function findLackOfRights(client: Client, { schema }: DatabaseConfig): Promise<string | null> {
  const table = await findTableWithoutRights(client, schema);
  return table && `the login of the service lacks rights on table ${table} of schema ${schema}`;
}

/** Throws a DatabaseSetupError unless the schema is as this version expects it: enough for who only reads. */
export async function checkSchema(client: Client, schemaName: string): Promise<void> {
  const lack = await findLackOfSchema(client, schemaName);
  if (lack !== null) throw new DatabaseSetupError(`DATABASE_SCHEMA: ${lack}; run "npm run migrate".`);
}

async function findLackOfSchema(client: Client, schemaName: string): Promise<string | null> {
  const schema = quoteIdentifier(schemaName);
  try {
    const missing = await pendingMigrations(client, schemaName);
    if (missing === null) return `schema ${schemaName} is not migrated`;
    if (missing.length > 0) return `schema ${schemaName} lacks the migration ${missing[0]}`;
    const cells = await client.query(`SELECT FROM ${schema}.cells LIMIT 1`);
    return cells.rowCount === 0 ? `schema ${schemaName} has no cells yet` : null;
  } catch (error) {
    if (isMissingRelation(error)) return `schema ${schemaName} is not migrated`;
    if (isInsufficientPrivilege(error))
      return `the login of the service lacks rights on schema ${schemaName}`;
    throw error;
  }
}

async function refuseUnusableServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: number; read_only: boolean }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version,
            current_setting('transaction_read_only')::boolean AS read_only`,
  );
  const server = rows[0]!;
  if (server.version < LEAST_SERVER_VERSION) {
    throw new DatabaseSetupError(
      `DATABASE_URL: the server is PostgreSQL ${server.version}; use ${LEAST_SERVER_VERSION} or later.`,
    );
  }
  if (server.read_only) {
    throw new DatabaseSetupError(
      'DATABASE_URL: the server takes no writes; name the primary, not a standby.',
    );
  }
}
