import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../../../support/api/api-client.js';
import { BY_THEIR_EFFECT } from './faults/by-their-effect.js';
import { CRASHES_AND_CUTS } from './faults/crashes-and-cuts.js';
import { FAILING_SERVER } from './faults/failing-server.js';
import { HELD_ROWS } from './faults/held-rows.js';
import { Stage, type Fault } from './faults/stage.js';
import { LoadClient } from './load/load-client.js';
import { SeededRandom } from './load/seeded-random.js';
import { FaultDatabase } from './service/fault-database.js';
import { ProxiedService } from './service/proxied-service.js';
import { Strikes } from './strikes.js';
import { reckon, sumOf, type Reckoning, type Run } from './verify/reckoning.js';
import { makeWorld, SOON_SETTLED } from './world.js';

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 1);
const SEED = Number(process.env.FAULT_SEED ?? randomInt(2 ** 31));
const CALLERS = 32;
const FAULTS: readonly Fault[] = [...CRASHES_AND_CUTS, ...HELD_ROWS, ...BY_THEIR_EFFECT, ...FAILING_SERVER];

/** Waits that are short enough to be met, a queue that can be filled, one cell more than the hot account's. */
const ENV = {
  CELLS: '2',
  LOCK_TIMEOUT_MS: '1000',
  QUEUE_LIMIT: '64',
  REQUEST_DEADLINE_MS: '6000',
  ...SOON_SETTLED,
  LOG_LEVEL: 'fatal',
};
/** The second process believes that it is an hour ago. */
const HOUR_BEHIND = { CLOCK_OFFSET_MS: '-3600000' };

describe(`faults under ${CALLERS} callers of two services (FAULT_SEED=${SEED}, ${ROUNDS} rounds)`, () => {
  const random = new SeededRandom(SEED);
  const strikes = new Strikes([...new Set(FAULTS.map(({ name }) => name))]);
  const services: ProxiedService[] = [];
  let directory: string;
  let database: FaultDatabase;
  let client: LoadClient;
  let stage: Stage;
  let run: Run;
  let reckoning: Reckoning;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'billing-faults-'));
    database = await FaultDatabase.start(192 + 64 * ROUNDS);
    services.push(await ProxiedService.start('the first service', database, ENV));
    services.push(await ProxiedService.start('the second service', database, { ...ENV, ...HOUR_BEHIND }));
    const world = await makeWorld(new ApiClient(services[0] as ProxiedService));
    run = {
      urls: services.map(({ url }) => url),
      databaseUrl: database.migrationUrl,
      world,
      seed: SEED,
      callers: CALLERS,
      replays: 1_000 * ROUNDS,
      logFiles: {
        load: join(directory, 'load.log'),
        retries: join(directory, 'retries.log'),
        replays: join(directory, 'replays.log'),
      },
    };
    client = new LoadClient({ ...run, logFile: run.logFiles.load });
    stage = new Stage(services, database, client, world, random, strikes);
  }, 120_000);

  afterAll(async () => {
    client?.kill();
    await Promise.all(services.map((service) => service.stop()));
    await database?.stop();
    await rm(directory, { recursive: true, force: true });
  }, 120_000);

  it(
    'strike, each at least once, and after each both services answer again without help',
    async () => {
      await stage.allAnswer();
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const fault of random.shuffle(FAULTS)) {
          await named(fault.name, fault.strike(stage));
          await named(`after ${fault.name}`, stage.allAnswer());
        }
      }
      expect(strikes.missing).toEqual([]);
    },
    ROUNDS * 300_000,
  );

  it(
    'lose nothing and double nothing: every key has one effect, the answered one, before and after its retries',
    async () => {
      await client.finish();
      reckoning = await reckon(run);
      report();
      const clean = { lost: [], doubled: [], wrong: [], broken: [] };
      expect(reckoning.afterTheLoad).toMatchObject(clean);
      expect(reckoning.atTheEnd).toMatchObject({ ...clean, unanswered: 0 });
    },
    ROUNDS * 180_000,
  );

  function report(): void {
    const disk = database.hasSmallDisk
      ? 'a full tmpfs'
      : 'a trigger that raises 53100: no tmpfs can be mounted here';
    const [first, second] = services.map(({ url }) => client.answeredBy(url));
    const lines = [
      `Faults, FAULT_SEED=${SEED}, FAULT_ROUNDS=${ROUNDS}; the full disk is ${disk}`,
      strikes.table(),
      `two processes throughout: ${first} answers of the first, ${second} of the second, whose clock is an hour behind`,
      sumOf(reckoning, strikes.total),
    ];
    process.stderr.write(`${lines.join('\n')}\n`);
  }
});

/** A failure names the fault that it belongs to. */
async function named(what: string, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw new Error(`${what}: ${String(error)}`, { cause: error });
  }
}
