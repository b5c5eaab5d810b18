import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { DatabaseConfig } from '../src/config/app-config.js';
import { startEmbeddedPostgres } from '../src/database/embedded/start-embedded-postgres.js';
import { migrate } from '../src/database/migrate.js';
import { benchAccounts, seed, type Account } from './seed.js';

export const SERVICE_SCHEMA = 'dev';
/** The same tables again for the rival, so that neither works among the other's rows. */
export const RIVAL_SCHEMA = 'rival';

/** One throw-away server with the service's own settings (durable commits), and everything that is in it. */
export interface BenchDatabase {
  readonly accounts: readonly Account[];
  readonly serviceUrl: string;
  readonly ownerUrl: string;
  readonly admin: pg.Client;
  config(schema: string): DatabaseConfig;
  stop(): Promise<void>;
}

export async function createBenchDatabase(accounts: number, cells: number): Promise<BenchDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'billing-bench-'));
  // Under root the server runs as another user, who must be able to reach its data.
  await chmod(directory, 0o755);
  const server = await startEmbeddedPostgres({ dataDir: join(directory, 'postgres') });
  const config = (schema: string): DatabaseConfig => ({
    source: { kind: 'external', url: server.serviceUrl, migrationUrl: server.ownerUrl, tls: null },
    schema,
    poolSize: 10 + cells,
    pooler: 'session',
    cells,
    connectTimeoutMs: 5_000,
  });
  const admin = new pg.Client({ connectionString: server.adminUrl });
  const stop = async (): Promise<void> => {
    await admin.end();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
  const bench = { accounts: benchAccounts(accounts, cells), admin, config, stop };
  await admin.connect();
  for (const schema of [SERVICE_SCHEMA, RIVAL_SCHEMA]) {
    await migrate(config(schema));
    await seed(admin, schema, bench.accounts);
  }
  await admin.query(`CREATE SEQUENCE ${RIVAL_SCHEMA}.rival_event_seq AS bigint`);
  await admin.query(`GRANT USAGE ON SEQUENCE ${RIVAL_SCHEMA}.rival_event_seq TO PUBLIC`);
  await admin.query('VACUUM ANALYZE');
  return { ...bench, serviceUrl: server.serviceUrl, ownerUrl: server.ownerUrl };
}

/** The service's environment on this database: everything else as by default. */
export function environmentOf(database: BenchDatabase): Record<string, string> {
  return { DATABASE_URL: database.serviceUrl, DATABASE_MIGRATION_URL: database.ownerUrl, LOG_LEVEL: 'warn' };
}
