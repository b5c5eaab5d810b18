import type pg from 'pg';
import { connectAdmin } from './admin-client.js';
import { DATABASE_NAME, type Passwords } from './credentials.js';

/** Held by the one process that stops the server when it ends. */
const OWNER_LOCK = 1;
/** Held, shared, by every service process on the server. */
export const PRESENCE_LOCK = 2;

/**
 * The one connection that carries this process's advisory locks. The server releases them when the process dies,
 * however it dies: that is what lets another process take over.
 */
export class ServerSession {
  private constructor(private readonly client: pg.Client) {}

  static async open(passwords: Passwords, port: number, onLost: () => void): Promise<ServerSession> {
    const client = await connectAdmin(passwords, port, DATABASE_NAME);
    client.once('end', onLost);
    return new ServerSession(client);
  }

  /** Becomes the owner unless somebody is. */
  async tryOwn(): Promise<boolean> {
    return this.lock(`SELECT pg_try_advisory_lock(${OWNER_LOCK}) AS done`);
  }

  /** Fails only while the owner is stopping the server. */
  async tryJoin(): Promise<boolean> {
    return this.lock(`SELECT pg_try_advisory_lock_shared(${PRESENCE_LOCK}) AS done`);
  }

  /** Succeeds when no other process is on the server, and from then on nobody can join. */
  async tryBeAlone(): Promise<boolean> {
    return this.lock(`SELECT pg_try_advisory_lock(${PRESENCE_LOCK}) AS done`);
  }

  /** Gives every lock back. */
  async close(): Promise<void> {
    this.client.removeAllListeners('end');
    await this.client.end().catch(() => undefined);
  }

  private async lock(statement: string): Promise<boolean> {
    const { rows } = await this.client.query<{ done: boolean }>(statement);
    return rows[0]?.done === true;
  }
}
