import { afterAll, beforeAll } from '@jest/globals';
import type { Database } from '../../../src/database/database.service.js';
import type { ConfigOverrides } from '../config.js';
import { createTestDatabase, openDatabase, type TestDatabase } from './database.js';
import { SqlSession } from './sql-session.js';

/** A database of the suite's own, and whatever is opened on it. It exists only once the suite's tests begin. */
export interface DatabaseSuite extends Omit<TestDatabase, 'drop'> {
  /** Closed with the suite: what was opened last first, and the database is dropped after all of them. */
  keep<T extends { close(): Promise<void> }>(opened: T): T;
  /** The service's `Database`, closed with the suite. */
  openDatabase(overrides?: ConfigOverrides): Promise<Database>;
  /** A session of somebody else, as the role that migrates, closed with the suite. */
  openSession(): Promise<SqlSession>;
}

/** A migrated database, from before the tests of the calling file or `describe` until after them. */
export function databaseSuite(name: string): DatabaseSuite {
  let database: TestDatabase | undefined;
  const kept: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    database = await createTestDatabase(name);
  });

  afterAll(async () => {
    for (const opened of kept.toReversed()) await opened.close();
    await database?.drop();
  });

  function created(): TestDatabase {
    if (database === undefined)
      throw new Error('The database is made in beforeAll: use it in a hook or a test.');
    return database;
  }

  const suite: DatabaseSuite = {
    get url() {
      return created().url;
    },
    get migrationUrl() {
      return created().migrationUrl;
    },
    config: (overrides) => created().config(overrides),
    keep: (opened) => {
      kept.push(opened);
      return opened;
    },
    openDatabase: async (overrides) => suite.keep(await openDatabase(suite.config(overrides))).database,
    openSession: async () => suite.keep(await SqlSession.open(suite.migrationUrl)),
  };
  return suite;
}
