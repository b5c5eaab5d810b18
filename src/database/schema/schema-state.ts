import type { Client } from 'pg';
import { MIGRATIONS } from '../../../migrations/index.js';
import { DatabaseSetupError } from '../errors/database-setup-error.js';
import { isMissingRelation } from '../errors/postgres-errors.js';
import { quoteIdentifier } from './schema-name.js';

/**
 * The migrations that have yet to run on the schema, in order; null where none ever has. Throws a DatabaseSetupError
 * about a schema that a newer version has migrated: what that one keeps there, this one would not keep.
 */
export async function pendingMigrations(
  client: Client,
  schemaName: string,
): Promise<readonly string[] | null> {
  const done = await appliedMigrations(client, schemaName);
  if (done === null) return null;
  const known = new Set(MIGRATIONS.map(({ name }) => name));
  const strange = done.find((name) => !known.has(name));
  if (strange !== undefined) {
    throw new DatabaseSetupError(
      `DATABASE_SCHEMA: schema ${schemaName} has the migration ${strange}, which this version does not know; run the version that migrated it, or a later one.`,
    );
  }
  return [...known].filter((name) => !done.includes(name));
}

async function appliedMigrations(client: Client, schemaName: string): Promise<readonly string[] | null> {
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT name FROM ${quoteIdentifier(schemaName)}.migrations ORDER BY timestamp DESC`,
    );
    return rows.map(({ name }) => name);
  } catch (error) {
    if (isMissingRelation(error)) return null;
    throw error;
  }
}
