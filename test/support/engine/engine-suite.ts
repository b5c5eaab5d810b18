import { beforeAll } from '@jest/globals';
import type { ConfigOverrides } from '../config.js';
import { type DatabaseSuite, databaseSuite } from '../database/database-suite.js';
import { LaneGate } from './lane-gate.js';
import { openEngine, type TestEngine } from './test-engine.js';

/** An engine and its database. All but `db` exists only once the suite's tests begin. */
export interface EngineSuite extends TestEngine {
  readonly db: DatabaseSuite;
  /** One more on the same database, as a second process would have; closed with the suite. */
  openAnother(overrides?: ConfigOverrides): Promise<TestEngine>;
  /** Gathers batches in a lane of this engine, or of another of the suite's; closed with the suite. */
  openGate(engine?: TestEngine): Promise<LaneGate>;
}

/**
 * An engine on a database of its own, from before the tests of the calling file until after them. What a suite
 * prepares with it belongs in a `beforeAll` below the call.
 */
export function engineSuite(name: string, overrides: ConfigOverrides = {}): EngineSuite {
  const db = databaseSuite(name);
  let first: TestEngine | undefined;

  beforeAll(async () => {
    first = await suite.openAnother(overrides);
  });

  function started(): TestEngine {
    if (first === undefined) throw new Error('The engine starts in beforeAll: use it in a hook or a test.');
    return first;
  }

  const suite: EngineSuite = {
    db,
    get engine() {
      return started().engine;
    },
    get database() {
      return started().database;
    },
    get directory() {
      return started().directory;
    },
    get remote() {
      return started().remote;
    },
    run: (command, key) => started().run(command, key),
    openAnother: async (more) => db.keep(await openEngine(db.config(more))),
    openGate: async (engine = started()) => db.keep(await LaneGate.open(engine, db.migrationUrl)),
  };
  return suite;
}
