import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { loadConfig } from '../../src/config/load-config.js';
import { ownCheckout, type Checkout, type OtherCheckout } from '../against/checkout.js';
import type { BenchOptions } from '../options.js';
import { Books, type Keeping } from './books.js';
import { Child } from './child.js';
import { CleanUp } from './clean-up.js';
import type { PostgresAddress } from './postgres-address.js';
import { createSchema, environmentOf, type Schema } from './schemas.js';

/** What all parts work with: one PostgreSQL, and everything that has to be undone. */
export interface Lab {
  readonly options: BenchOptions;
  /** Removed at the end, with all that is in it. */
  readonly directory: string;
  readonly postgres: PostgresAddress;
  /** The superuser's connection. */
  readonly admin: pg.Client;
  readonly books: Books;
  readonly cleanUp: CleanUp;
  /** What the service takes on this machine unless it is told otherwise. */
  readonly defaultCells: number;
  /** This checkout. */
  readonly own: Checkout;
  /** The one to compare with, if there is one. */
  readonly other: OtherCheckout | null;
  say(text: string): void;
  /** Makes a filled schema and opens its books. */
  schema(name: string, shape?: Partial<SchemaShape>): Promise<Schema>;
  environment(schema: Schema): Record<string, string>;
}

export interface SchemaShape {
  readonly cells: number;
  readonly accounts: number;
  readonly keeping: Keeping;
}

/** So many that charges in flight do not meet unless the scenario wants them to. */
export const DEFAULT_ACCOUNTS = 4_096;

export async function openLab(options: BenchOptions, cleanUp: CleanUp): Promise<Lab> {
  const directory = await mkdtemp(join(tmpdir(), 'billing-bench-'));
  cleanUp.add(() => rm(directory, { recursive: true, force: true }));
  // Under root the server runs as another user, who must be able to reach its data.
  await chmod(directory, 0o755);
  const keeper = new Child({
    name: 'PostgreSQL',
    module: new URL('./postgres-keeper.js', import.meta.url),
    args: [directory],
    directory,
  });
  cleanUp.add(() => keeper.end());
  const postgres = await keeper.request<PostgresAddress>('start');
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  admin.on('error', () => undefined);
  await admin.connect();
  cleanUp.add(() => admin.end());
  const books = new Books();
  const startedMs = performance.now();
  const { cells: defaultCells } = loadConfig({ DATABASE_URL: postgres.serviceUrl }).database;
  return {
    ...{ options, directory, postgres, admin, books, cleanUp, defaultCells, other: null },
    own: ownCheckout(fileURLToPath(new URL('../../../..', import.meta.url))),
    say: (text) => void process.stdout.write(`${clock(performance.now() - startedMs)}  ${text}\n`),
    schema: async (name, shape = {}) => {
      const { cells = defaultCells, accounts = DEFAULT_ACCOUNTS, keeping = 'service' } = shape;
      const schema = { name, cells, accounts };
      await createSchema(postgres, admin, schema);
      books.open(name, keeping);
      return schema;
    },
    environment: (schema) => environmentOf(postgres, schema),
  };
}

/** `12:05` since the start. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, '0')}`;
}
