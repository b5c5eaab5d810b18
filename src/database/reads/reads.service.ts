import { Inject, Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { hangUp, requestCancel } from '../connections/cancel-request.js';
import { Database, queryableOf } from '../database.service.js';
import { Gate } from '../pacing/gate.js';
import { Patience, type Reader } from '../pacing/patience.js';
import type { Queryable } from '../queryable.js';

/**
 * Reads that may take long: lists and statistics. So many run at once that the pool always has connections left for
 * billing, each within its request's deadline, and none for a client that has gone: the server is told to stop.
 */
@Injectable()
export class Reads {
  readonly schema: string;
  private readonly dataSource: DataSource;
  private readonly gate: Gate;

  constructor(
    database: Database,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {
    const { limit, queueLimit } = config.reads;
    this.schema = database.schema;
    this.dataSource = database.dataSource;
    this.gate = new Gate(limit, queueLimit);
  }

  /** Those that wait for their turn. */
  get waiting(): number {
    return this.gate.waiting;
  }

  /** One statement. */
  query<Row = Record<string, unknown>>(
    reader: Reader,
    text: string,
    values?: readonly unknown[],
  ): Promise<Row[]> {
    return this.run(reader, (tx) => tx.query<Row>(text, values));
  }

  /**
   * Several statements on one connection; what `work` begins it must await. Throws `overloaded` when too many wait,
   * `deadline_exceeded` when the reader's time is up.
   */
  async run<T>(reader: Reader, work: (tx: Queryable, manager: EntityManager) => Promise<T>): Promise<T> {
    const patience = new Patience(this.config.http.requestDeadlineMs, reader);
    try {
      return await this.gate.run(patience.signal, () => this.read(patience, work));
    } finally {
      patience.end();
    }
  }

  private async read<T>(
    patience: Patience,
    work: (tx: Queryable, manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const client = (await runner.connect()) as PoolClient;
    const manager = this.dataSource.createEntityManager(runner);
    const abandoned = new Abandonment(patience.signal, client);
    try {
      patience.signal.throwIfAborted();
      const reading = transaction(client, patience.leftMs, () => work(queryableOf(client), manager));
      return await Promise.race([reading, abandoned.happened]);
    } catch (error) {
      if (patience.signal.aborted) hangUp(client);
      else await rollBack(client);
      throw patience.signal.aborted ? patience.signal.reason : error;
    } finally {
      abandoned.forget();
      await runner.release();
    }
  }
}

/** Tells the server to stop as soon as nobody waits any more. */
class Abandonment {
  /** Rejects when the server was told, whether or not the statement has ended by then. */
  readonly happened: Promise<never>;
  forget!: () => void;

  constructor(signal: AbortSignal, client: PoolClient) {
    this.happened = new Promise((_, reject) => {
      const tell = (): void => void requestCancel(client).then(() => reject(signal.reason as Error));
      signal.addEventListener('abort', tell, { once: true });
      this.forget = () => signal.removeEventListener('abort', tell);
    });
  }
}

/** The beginning travels with the first statement. The server holds the time too, should nobody be left to cancel. */
async function transaction<T>(client: PoolClient, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const begun = [
    client.query('BEGIN READ ONLY'),
    client.query(`SELECT set_config('statement_timeout', $1, true)`, [String(timeoutMs)]),
  ];
  const [result] = await Promise.all([work(), ...begun]);
  await client.query('COMMIT');
  return result;
}

/** A connection that cannot roll back is of no use to anybody. */
async function rollBack(client: PoolClient): Promise<void> {
  try {
    await client.query('ROLLBACK');
  } catch {
    hangUp(client);
  }
}
