import { Injectable } from '@nestjs/common';
import type { ClientBase, Pool, PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { Queryable } from './queryable.js';
import { quoteIdentifier } from './schema/schema-name.js';

export type { Queryable } from './queryable.js';

/**
 * SQL on the data source's own connections, for what repositories do not say well: the engine's set-based
 * statements and the read models. Errors are the driver's (`error.code` is the SQLSTATE, see postgres-errors.ts).
 */
@Injectable()
export class Database implements Queryable {
  /** The schema's name, quoted for statements: `SELECT … FROM ${database.schema}.cells`. */
  readonly schema: string;

  constructor(readonly dataSource: DataSource) {
    this.schema = quoteIdentifier(schemaOption(dataSource));
  }

  async query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]> {
    const result = await this.pool.query(text, values as unknown[] | undefined);
    return result.rows as Row[];
  }

  /** Runs `work` in one READ COMMITTED transaction, committed when it returns and rolled back when it throws. */
  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      const result = await work(queryableOf(client));
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      await rollBack(client);
      throw error;
    }
  }

  /**
   * Lends one connection of the pool. A connection on which `work` threw is closed instead of going back: what
   * state it was left in (a transaction in doubt, a session setting) is not worth guessing, and a healthy pool
   * replaces it in milliseconds.
   */
  async withConnection<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  /** A connection to keep, for a lane of the engine. Whoever takes it releases it, with `true` when it broke. */
  connect(): Promise<PoolClient> {
    return this.pool.connect();
  }

  /** How the pool's connections are doing now. */
  connections(): { readonly idle: number; readonly used: number; readonly waiting: number } {
    const { idleCount: idle, totalCount, waitingCount: waiting } = this.pool;
    return { idle, used: totalCount - idle, waiting };
  }

  /** node-postgres' pool under the data source, which TypeORM's repositories share. */
  private get pool(): Pool {
    return (this.dataSource.driver as PostgresDriver).master as Pool;
  }
}

/** A connection seen as a Queryable. */
export function queryableOf(client: ClientBase): Queryable {
  return {
    query: async <Row>(text: string, values?: readonly unknown[]) => {
      const result = await client.query(text, values as unknown[] | undefined);
      return result.rows as Row[];
    },
  };
}

/** A connection that cannot even roll back is closed; the error that matters is the one that led here. */
async function rollBack(client: PoolClient): Promise<void> {
  try {
    await client.query('ROLLBACK');
    client.release();
  } catch {
    client.release(true);
  }
}

function schemaOption(dataSource: DataSource): string {
  const options = dataSource.options;
  if (!('schema' in options) || !options.schema) throw new Error('The data source names no schema.');
  return options.schema;
}
