import type pg from 'pg';
import type { DatabaseConfig } from '../../src/config/app-config.js';
import { migrate } from '../../src/database/schema/migrate.js';
import { seed } from '../seed/accounts.js';
import type { PostgresAddress } from './postgres-address.js';
import { flushStatistics } from './table-figures.js';

/** The service's tables once more, for one contender or one size: nobody works among another's rows. */
export interface Schema {
  readonly name: string;
  readonly cells: number;
  /** Payers who can pay. */
  readonly accounts: number;
}

/** Migrates and fills it. */
export async function createSchema(
  postgres: PostgresAddress,
  admin: pg.Client,
  schema: Schema,
): Promise<void> {
  const config: DatabaseConfig = {
    source: { kind: 'external', url: postgres.serviceUrl, migrationUrl: postgres.ownerUrl, tls: null },
    schema: schema.name,
    poolSize: 2,
    pooler: 'session',
    cells: schema.cells,
    connectTimeoutMs: 5_000,
  };
  await migrate(config);
  await prepareSchema(admin, schema);
}

/** What every schema has beside its tables, whoever migrated it. */
export async function prepareSchema(admin: pg.Client, { name, accounts }: Schema): Promise<void> {
  await admin.query(`CREATE SEQUENCE ${name}.rival_event_seq AS bigint`);
  await admin.query(`GRANT USAGE ON SEQUENCE ${name}.rival_event_seq TO PUBLIC`);
  await seed(admin, name, accounts);
  await vacuum(admin, name);
}

/** Plans and visibility maps as autovacuum will make them sooner or later. */
export async function vacuum(admin: pg.Client, schema: string): Promise<void> {
  // Told late, these rows would look new to autovacuum, which would then work beside a measurement.
  await flushStatistics(admin);
  const { rows } = await admin.query<{ tables: string }>(
    `SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') AS tables FROM pg_tables WHERE schemaname = $1`,
    [schema],
  );
  await admin.query(`VACUUM ANALYZE ${rows[0]?.tables}`);
}

/** The service's environment on a schema: everything else as by default, and no line logged a request. */
export function environmentOf(postgres: PostgresAddress, schema: Schema): Record<string, string> {
  return {
    DATABASE_URL: postgres.serviceUrl,
    DATABASE_MIGRATION_URL: postgres.ownerUrl,
    DATABASE_SCHEMA: schema.name,
    // The pool has a connection for each lane by this.
    CELLS: String(schema.cells),
    LOG_LEVEL: 'warn',
  };
}
