import pg from 'pg';
import { connectionUrl, type Passwords } from './credentials.js';
import { codeOf } from './error-code.js';

const CONNECT_TIMEOUT_MS = 5_000;

/** A connection of the superuser, for whom the server always keeps a place free. */
export async function connectAdmin(passwords: Passwords, port: number, database: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: connectionUrl('admin', passwords, port, database),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'billing-service-keeper',
    keepAlive: true,
  });
  // Without a listener a lost connection would end the process; who cares listens too.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** Not up yet, or on its way down: another try may find it otherwise. */
export function isNotAccepting(error: unknown): boolean {
  const code = codeOf(error);
  if (['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P03', '57P01', '57P02'].includes(code)) return true;
  return error instanceof Error && /Connection terminated|timeout expired/.test(error.message);
}
