import type { AppConfig } from '../../config/app-config.js';
import { withDatabaseAddress } from '../../database/connections/data-source.js';
import { startEmbeddedPostgres } from '../../database/embedded/start-embedded-postgres.js';

/**
 * Runs `work` with a configuration that names a database's address: that of DATABASE_URL, or of the embedded server,
 * which is joined if it runs, started if it does not, and left as it was found.
 */
export async function withDatabase<T>(
  config: AppConfig,
  onNote: (sentence: string) => void,
  work: (config: AppConfig) => Promise<T>,
): Promise<T> {
  const { source } = config.database;
  if (source.kind === 'external') return work(config);
  const server = await startEmbeddedPostgres({ dataDir: source.dataDir, onNote });
  try {
    return await work(withDatabaseAddress(config, { url: server.serviceUrl, migrationUrl: server.ownerUrl }));
  } finally {
    await server.stop();
  }
}
