import type { PoolClient } from 'pg';
import type { Database } from '../../database/database.service.js';
import { BatchConnection } from '../batch/connection.js';
import type { WriteRefusals } from './write-refusals.js';

/**
 * The one connection that a lane keeps, so that batches never queue for the pool behind reads. A broken one is
 * thrown away and replaced at the next use.
 */
export class LaneConnection {
  private client: PoolClient | null = null;

  constructor(
    private readonly database: Database,
    private readonly nameStatements: boolean,
    private readonly silenceMs: number,
    private readonly refusals: WriteRefusals,
  ) {}

  async get(): Promise<BatchConnection> {
    if (!this.client) {
      const client = await this.database.connect();
      // Without a listener a connection that breaks between two batches would end the process.
      client.on('error', () => this.drop(client));
      this.client = client;
    }
    return this.watched(this.client);
  }

  /** Ends a transaction that failed; a connection that cannot even do that is dropped. */
  async rollBack(): Promise<void> {
    const { client } = this;
    if (!client) return;
    try {
      await this.watched(client).command('ROLLBACK');
    } catch {
      this.drop(client);
    }
  }

  discard(): void {
    if (this.client) this.drop(this.client);
  }

  /** The server takes no writes: it may have a successor under the same name. */
  giveUp(): void {
    this.refusals.note();
    this.discard();
  }

  /** Gives a healthy connection back to the pool. */
  release(): void {
    this.client?.release();
    this.client = null;
  }

  private watched(client: PoolClient): BatchConnection {
    return new BatchConnection(client, this.nameStatements, this.silenceMs);
  }

  private drop(client: PoolClient): void {
    if (this.client !== client) return;
    this.client = null;
    client.release(true);
  }
}
