import type { AppConfig } from '../../config/app-config.js';
import { withDatabaseAddress } from '../../database/connections/data-source.js';
import { isCreated } from '../../database/embedded/data-directory.js';
import { EmbeddedPostgresError } from '../../database/embedded/embedded-postgres-error.js';
import { startEmbeddedPostgres } from '../../database/embedded/start-embedded-postgres.js';

/**
 * Runs `work` with a configuration that names a database's address: that of DATABASE_URL, or of the embedded server,
 * which is joined if it runs, started if it does not, and left as it was found. Whoever only asks makes none: an empty
 * database would have the answer to nothing.
 */
export async function withDatabase<T>(
  config: AppConfig,
  onNote: (sentence: string) => void,
  work: (config: AppConfig) => Promise<T>,
  { mayCreate }: { readonly mayCreate: boolean },
): Promise<T> {
  const { source } = config.database;
  if (source.kind === 'external') return work(config);
  if (!mayCreate && !(await isCreated(source.dataDir))) {
    throw new EmbeddedPostgresError(
      `EMBEDDED_DATA_DIR ${source.dataDir} holds no database: start the service there, or name the database that is ` +
        'meant with EMBEDDED_DATA_DIR or DATABASE_URL.',
    );
  }
  const server = await startEmbeddedPostgres({ dataDir: source.dataDir, onNote });
  try {
    return await work(withDatabaseAddress(config, { url: server.serviceUrl, migrationUrl: server.ownerUrl }));
  } finally {
    await server.stop();
  }
}
