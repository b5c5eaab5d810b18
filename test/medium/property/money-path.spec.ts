import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { faultsOfBooks } from '../../support/database/books.js';
import { databaseSuite } from '../../support/database/database-suite.js';
import { openEngine, type TestEngine } from '../../support/engine/test-engine.js';
import { Coverage } from './comparing/coverage.js';
import { holds } from './property.js';
import { PlannedStanding } from './running/payers-outside.js';
import { BOUNDS } from './running/world.js';

const DEFAULT_RUNS = 100;
const RUNS = Number(process.env.PROPERTY_RUNS ?? DEFAULT_RUNS);
const SEED = Number(process.env.PROPERTY_SEED ?? randomInt(2 ** 31));
/** Which failed run is to be seen again, and on how many engines it was. */
const PATH = process.env.PROPERTY_PATH;
const ENGINES = process.env.PROPERTY_ENGINES;

const CENTURY_MS = 100 * 365 * 86_400_000;
/** A run takes a fifth of a second; a failure is made smaller for minutes. */
const TIME_LIMIT_MS = 400_000 + RUNS * 2_000;

/**
 * Laws that a program may break: transfers are commands of their own here, not always all three of one; the prices of a
 * program are deleted when it has run; and attempts are taken over here without occupying the wallet that they call.
 */
const NOT_OF_PROGRAMS =
  /^(What a transfer took|A record costs what its lines add up to|A wallet outside is called by one attempt)/;

/** Two engines on one database: the first alone in most runs, both in the others. */
const db = databaseSuite('property');
let engines: [TestEngine, TestEngine];
const coverage = new Coverage();

beforeAll(async () => {
  const config = db.config({
    engine: {
      clockOffsetMs: -CENTURY_MS,
      refusalsPerMinute: BOUNDS.refusalsPerMinute,
      lockTimeoutMs: 30_000,
      statementTimeoutMs: 40_000,
      retryDeadlineMs: 60_000,
    },
    settlement: {
      callTimeoutMs: BOUNDS.takeoverAfterMs - BOUNDS.retryAfterMs,
      recheckMs: BOUNDS.retryAfterMs,
      tries: BOUNDS.settlementTries,
    },
  });
  const standing = new PlannedStanding(config);
  const open = async () => db.keep(await openEngine(config, standing));
  engines = [await open(), await open()];
});

afterAll(() => {
  process.stderr.write(`seed ${SEED}: ${coverage.report()}\n`);
});

describe(`whatever commands meet (${RUNS} runs, PROPERTY_SEED=${SEED})`, () => {
  it.each([
    ['one process', 1, 0.6],
    ['two processes', 2, 0.4],
  ])(
    'an order of them explains every answer of %s, and the books are those of that order',
    async (_name, count, share) => {
      if (ENGINES !== undefined && Number(ENGINES) !== count) return;
      const settings = { seed: SEED, runs: Math.ceil(RUNS * share), path: PATH };
      await holds(engines.slice(0, count), settings, coverage);
    },
    TIME_LIMIT_MS,
  );

  it('the books keep their laws', async () => {
    const faults = await faultsOfBooks(engines[0].database);
    expect(faults.filter((fault) => !NOT_OF_PROGRAMS.test(fault))).toEqual([]);
  });

  it('every command took effect and was retried, and every refusal occurred', () => {
    if (RUNS >= DEFAULT_RUNS && PATH === undefined) expect(coverage.missing()).toEqual([]);
  });
});
