import type { AppConfig } from '../config/app-config.js';
import { prepareDatabase } from '../database/connections/check-database.js';
import { externalSource, withDatabaseAddress } from '../database/connections/data-source.js';
import { announcePresence } from '../database/embedded/server-presence.js';
import { startEmbeddedPostgres } from '../database/embedded/start-embedded-postgres.js';

/** A database that is ready for this process, until `close`. */
export interface OpenDatabase {
  /** Names the database's address, whoever runs it. */
  readonly config: AppConfig;
  readonly isEmbedded: boolean;
  /** The last thing of a stop; answers what the operator should know of it, or null. */
  close(): Promise<string | null>;
}

export interface DatabaseEvents {
  /** One sentence on the start. */
  readonly say: (sentence: string) => void;
  /** One sentence on what happened later. */
  readonly warn: (sentence: string) => void;
  /** The database is gone for good. */
  readonly onLost: (error: Error) => void;
}

/** Starts or joins the embedded server if there is no other database, and brings the schema up to date. */
export async function openDatabase(config: AppConfig, events: DatabaseEvents): Promise<OpenDatabase> {
  const { source } = config.database;
  const opened =
    source.kind === 'embedded'
      ? await openEmbedded(config, source.dataDir, events)
      : await openExternal(config);
  try {
    await prepareDatabase(opened.config.database, events.say);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function openEmbedded(
  config: AppConfig,
  dataDir: string,
  events: DatabaseEvents,
): Promise<OpenDatabase> {
  const server = await startEmbeddedPostgres({ dataDir, onNote: events.warn, onLost: events.onLost });
  server.notes.forEach(events.say);
  return {
    config: withDatabaseAddress(config, { url: server.serviceUrl, migrationUrl: server.ownerUrl }),
    isEmbedded: true,
    close: async () =>
      (await server.stop()) === 'stopped'
        ? null
        : 'The embedded PostgreSQL stays up: another process works with it.',
  };
}

/** It may be the embedded server of another process, which then stays up for us. */
async function openExternal(config: AppConfig): Promise<OpenDatabase> {
  const { url } = externalSource(config.database);
  const presence = await announcePresence(url, config.database.connectTimeoutMs);
  const close = () => presence.end().then(() => null);
  return { config, isEmbedded: false, close };
}
