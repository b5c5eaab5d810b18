import pg from 'pg';
import { EMBEDDED_MARK } from './server-settings.js';
import { PRESENCE_LOCK } from './server-session.js';

const RETRY_MS = 1_000;

/** Released when the process is done with the database. */
export interface ServerPresence {
  end(): Promise<void>;
}

/**
 * A process that was given the URL of an embedded server announces itself there, so that the server's owner leaves
 * it running for it. Does nothing on any other server.
 */
export async function announcePresence(url: string, connectTimeoutMs: number): Promise<ServerPresence> {
  // An embedded server listens on this machine only.
  if (!['127.0.0.1', 'localhost'].includes(new URL(url).hostname)) return { end: async () => undefined };
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | undefined;
  let isEnded = false;

  const announce = async (): Promise<void> => {
    const session = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs });
    session.on('error', () => undefined);
    try {
      await session.connect();
      if (!(await isEmbedded(session))) return await session.end();
      await session.query('SELECT pg_advisory_lock_shared($1)', [PRESENCE_LOCK]);
    } catch {
      // Whoever uses the database meets the same failure and reports it.
      await session.end().catch(() => undefined);
      return announceLater();
    }
    if (isEnded) return session.end();
    client = session;
    session.once('end', announceLater);
  };
  const announceLater = (): void => {
    client = null;
    if (!isEnded) retry = setTimeout(() => void announce(), RETRY_MS).unref();
  };

  await announce();
  return {
    end: async () => {
      isEnded = true;
      clearTimeout(retry);
      await client?.end().catch(() => undefined);
    },
  };
}

async function isEmbedded(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ mark: string | null }>('SELECT current_setting($1, true) AS mark', [
    EMBEDDED_MARK,
  ]);
  return rows[0]?.mark === 'on';
}
