import type { Client } from 'pg';
import { getMetadataArgsStorage } from 'typeorm';
import { ENTITIES } from '../entities.js';
import type { Queryable } from '../queryable.js';
import { quoteIdentifier } from './schema-name.js';

/** What has been posted and told stays: the service may add to these tables and never change them. */
export const APPEND_ONLY_TABLES = ['postings', 'billing_events'];

const MIGRATIONS_TABLE = 'migrations';

/**
 * Gives the role that the service logs in with its rights on every table of the schema, to be called by the tables'
 * owner after each migration. Run again it changes nothing.
 */
export async function grantServiceRights(client: Client, schema: string, role: string): Promise<void> {
  const to = quoteIdentifier(role);
  const inSchema = quoteIdentifier(schema);
  await client.query('BEGIN');
  await client.query(`GRANT USAGE ON SCHEMA ${inSchema} TO ${to}`);
  await client.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${inSchema} TO ${to}`);
  await client.query(`REVOKE ALL ON ALL TABLES IN SCHEMA ${inSchema} FROM ${to}`);
  const tables = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
      WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'p') ORDER BY relname`,
    [inSchema],
  );
  for (const { name } of tables.rows) {
    await client.query(`GRANT ${rightsOn(name).join(', ')} ON ${inSchema}.${quoteIdentifier(name)} TO ${to}`);
  }
  await client.query('COMMIT');
}

function rightsOn(table: string): string[] {
  if (table === MIGRATIONS_TABLE) return ['SELECT'];
  return APPEND_ONLY_TABLES.includes(table) ? ['SELECT', 'INSERT'] : ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
}

/**
 * The first table on which this login lacks a right; null if it has all. A migration and its grants are no one
 * transaction: who is killed between them, or migrates as the owner alone, leaves new tables to nobody else.
 */
export async function findTableWithoutRights(client: Client, schema: string): Promise<string | null> {
  const needed = tableNames().flatMap((table) => rightsOn(table).map((right) => ({ table, right })));
  const { rows } = await client.query<{ name: string }>(
    `SELECT n.name FROM unnest($2::text[], $3::text[]) AS n (name, privilege)
      WHERE NOT has_table_privilege(format('%s.%I', $1::text, n.name), n.privilege) ORDER BY n.name LIMIT 1`,
    [quoteIdentifier(schema), needed.map(({ table }) => table), needed.map(({ right }) => right)],
  );
  return rows[0]?.name ?? null;
}

function tableNames(): string[] {
  const entities = new Set<unknown>(ENTITIES);
  const tables = getMetadataArgsStorage().tables.filter(({ target }) => entities.has(target));
  return tables.flatMap(({ name }) => name ?? []);
}

/**
 * Whether Postgres itself keeps this login from changing what was posted. It does not where one login migrates and
 * serves: an owner can do everything with its tables.
 */
export async function appendOnlyEnforced(database: Queryable & { schema: string }): Promise<boolean> {
  const [row] = await database.query<{ enforced: boolean }>(
    `SELECT NOT bool_or(has_table_privilege(format('%s.%I', $1::text, name), 'UPDATE, DELETE, TRUNCATE')) AS enforced
       FROM unnest($2::text[]) AS name`,
    [database.schema, APPEND_ONLY_TABLES],
  );
  return row?.enforced ?? false;
}
