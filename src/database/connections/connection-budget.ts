import type { Client } from 'pg';
import type { DatabaseConfig } from '../../config/app-config.js';
import { LEAST_BESIDE_LANES } from '../../config/contradictions.js';
import { DatabaseSetupError } from '../errors/database-setup-error.js';
import { quoteIdentifier } from '../schema/schema-name.js';

interface Budget {
  /** Connections that this login may have, whoever else is there. */
  readonly most: number;
  /** Connections of everybody now, this one left out. */
  readonly taken: number;
}

/**
 * Throws a DatabaseSetupError when the pool can never be filled on this server; says so when it cannot while those
 * are there that are there now. Behind a pooler in transaction mode the pool's connections are the pooler's.
 */
export async function checkConnections(
  client: Client,
  database: DatabaseConfig,
  note: (sentence: string) => void,
): Promise<void> {
  if (database.pooler === 'transaction') return;
  const { most, taken } = await readBudget(client);
  const { poolSize } = database;
  if (poolSize > most) {
    throw new DatabaseSetupError(
      `DATABASE_POOL_SIZE: it is ${poolSize}, and Postgres gives this login at most ${most} connections; lower it or raise max_connections there.`,
    );
  }
  if (poolSize + taken > most) {
    note(
      `DATABASE_POOL_SIZE: ${poolSize} connections of this process and ${taken} of others are more than the ${most} that Postgres gives; requests may find none (503).`,
    );
  }
}

async function readBudget(client: Client): Promise<Budget> {
  // A limit of -1 is none. reserved_connections came with version 16.
  const { rows } = await client.query<Budget>(
    `SELECT least(current_setting('max_connections')::int
                    - current_setting('superuser_reserved_connections')::int
                    - coalesce(current_setting('reserved_connections', true)::int, 0),
                  (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user),
                  (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database())) AS most,
            (SELECT coalesce(sum(numbackends), 0)::int - 1 FROM pg_stat_database) AS taken`,
  );
  return rows[0]!;
}

/** The lanes of all cells keep a connection each: with fewer some cells would never get one. */
export async function refuseTooManyCells(client: Client, database: DatabaseConfig): Promise<void> {
  const { rows } = await client.query<{ cells: number }>(
    `SELECT count(*)::int AS cells FROM ${quoteIdentifier(database.schema)}.cells`,
  );
  const cells = rows[0]?.cells ?? 0;
  const least = cells + LEAST_BESIDE_LANES;
  if (database.poolSize >= least) return;
  throw new DatabaseSetupError(
    `DATABASE_POOL_SIZE: it is ${database.poolSize}, and must be at least ${least}: schema ${database.schema} has ${cells} cells, whose lanes keep a connection each.`,
  );
}
