import { Logger } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from '../../../migrations/index.js';
import type { AppConfig, DatabaseConfig, ExternalDatabase, TlsConfig } from '../../config/app-config.js';
import { ENTITIES } from '../entities.js';
import { SnakeNamingStrategy } from '../schema/snake-naming.strategy.js';

export const APPLICATION_NAME = 'billing-service';

/** A statement without an answer for so long was swallowed by the network; the engine's own waits are shorter. */
export const SILENCE_MS = 30_000;

/** The TypeORM options of the service's own pool, or (`migration`) of the one connection that migrates. */
export function dataSourceOptions(
  database: DatabaseConfig,
  purpose: 'service' | 'migration' = 'service',
): DataSourceOptions & { schema: string } {
  const source = externalSource(database);
  return {
    type: 'postgres',
    url: purpose === 'service' ? source.url : source.migrationUrl,
    ssl: tlsOptions(source.tls),
    schema: database.schema,
    applicationName: purpose === 'service' ? APPLICATION_NAME : `${APPLICATION_NAME} migration`,
    poolSize: purpose === 'service' ? database.poolSize : 1,
    connectTimeoutMS: database.connectTimeoutMs,
    poolErrorHandler: (error: Error) =>
      new Logger('Database').warn(`An idle connection was lost: ${error.message}`),
    entities: ENTITIES,
    namingStrategy: new SnakeNamingStrategy(),
    migrations: MIGRATIONS,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    // A statement goes on the wire without waiting for the one before it: a batch of independent statements costs
    // one round trip.
    extra: {
      pipeline: true,
      onConnect: outliveLoss,
      // A migration may take its time.
      ...(purpose === 'service' && { query_timeout: SILENCE_MS }),
    },
  };
}

/**
 * A connection that Postgres ends while nobody waits for an answer on it emits `error`, and without a listener that
 * would end the process. Whoever holds the connection learns of the loss from the next statement.
 */
function outliveLoss(client: PoolClient): void {
  client.on('error', (error: Error) =>
    new Logger('Database').debug(`A connection was lost: ${error.message}`),
  );
}

/** node-postgres' `ssl` option. */
export function tlsOptions(tls: TlsConfig | null): false | { rejectUnauthorized: boolean; ca?: string } {
  if (!tls) return false;
  return { rejectUnauthorized: tls.rejectUnauthorized, ...(tls.ca === null ? {} : { ca: tls.ca }) };
}

/** Once the embedded server runs, its address stands in the configuration like any outside database's. */
export function externalSource(database: DatabaseConfig): ExternalDatabase {
  if (database.source.kind === 'embedded') {
    throw new Error(
      'The embedded server must be started, and its address put into the configuration, before this.',
    );
  }
  return database.source;
}

/** The configuration with the address of a running embedded server in place of its directory. */
export function withDatabaseAddress(
  config: AppConfig,
  address: Pick<ExternalDatabase, 'url' | 'migrationUrl'>,
): AppConfig {
  return { ...config, database: { ...config.database, source: { kind: 'external', ...address, tls: null } } };
}
