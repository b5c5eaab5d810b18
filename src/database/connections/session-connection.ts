import { Client } from 'pg';
import type { DatabaseConfig } from '../../config/app-config.js';
import { APPLICATION_NAME, externalSource, SILENCE_MS, tlsOptions } from './data-source.js';
import { type Endpoint, explainConnectFailure } from '../errors/database-setup-error.js';

/**
 * One connection of its own, outside the pool, for what must stay on one session (an advisory lock) or runs before
 * the pool exists. A connection that cannot be made is explained in one sentence (DatabaseSetupError).
 */
export async function withSession<T>(
  database: DatabaseConfig,
  as: 'service' | 'migration',
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const endpoint = endpointOf(database, as);
  const client = new Client({
    connectionString: endpoint.url,
    ssl: tlsOptions(externalSource(database).tls),
    connectionTimeoutMillis: database.connectTimeoutMs,
    // A migration may take its time.
    ...(as === 'service' && { query_timeout: SILENCE_MS }),
    application_name: `${APPLICATION_NAME} ${as === 'service' ? 'check' : 'migration'}`,
  });
  // A session that is lost between two statements fails the next one; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw explainConnectFailure(error, endpoint);
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export function endpointOf(database: DatabaseConfig, as: 'service' | 'migration'): Endpoint {
  const { url, migrationUrl } = externalSource(database);
  if (as === 'service' || migrationUrl === url) return { variable: 'DATABASE_URL', url };
  return { variable: 'DATABASE_MIGRATION_URL', url: migrationUrl };
}
