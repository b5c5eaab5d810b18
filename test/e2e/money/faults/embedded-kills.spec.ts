import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../../../support/api/api-client.js';
import { LoadClient } from './load/load-client.js';
import { SeededRandom } from './load/seeded-random.js';
import { EmbeddedService } from './service/embedded-service.js';
import { Strikes } from './strikes.js';
import { reckon, sumOf, type Run } from './verify/reckoning.js';
import { makeWorld, SOON_SETTLED } from './world.js';

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 1);
const SEED = Number(process.env.FAULT_SEED ?? randomInt(2 ** 31));
const CALLERS = 32;
const KILLS_A_ROUND = 2;
/** Between two kills: from right after the start to a few batches into it. */
const MOST_ANSWERS = 300;
const ANSWERS_AFTER = 16;

const ALONE = 'kill -9 of the service, its database lives on';
const EVERYTHING = 'kill -9 of the service and its database';
const DATABASE = 'kill -9 of the database, its service lives on';

describe(`kills -9 of a service with its embedded database (FAULT_SEED=${SEED}, ${ROUNDS} rounds)`, () => {
  const random = new SeededRandom(SEED);
  const strikes = new Strikes([ALONE, EVERYTHING, DATABASE]);
  let directory: string;
  let service: EmbeddedService;
  let client: LoadClient;
  let run: Run;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'billing-kills-'));
    service = await EmbeddedService.start({ ...SOON_SETTLED, LOG_LEVEL: 'fatal' });
    run = {
      urls: [service.url],
      databaseUrl: service.databaseUrl,
      world: await makeWorld(new ApiClient(service)),
      seed: SEED,
      callers: CALLERS,
      replays: 500 * ROUNDS,
      logFiles: {
        load: join(directory, 'load.log'),
        retries: join(directory, 'retries.log'),
        replays: join(directory, 'replays.log'),
      },
    };
    client = new LoadClient({ ...run, logFile: run.logFiles.load });
  }, 120_000);

  afterAll(async () => {
    client?.kill();
    await service?.stop();
    await rm(directory, { recursive: true, force: true });
  }, 60_000);

  it(
    'happen at random moments, and it answers again after each, with the same data',
    async () => {
      const kills = Array.from({ length: KILLS_A_ROUND * ROUNDS }, () => [
        ALONE,
        EVERYTHING,
        DATABASE,
      ]).flat();
      for (const kill of random.shuffle(kills)) {
        await client.answers([service.url], random.between(1, MOST_ANSWERS));
        if (kill === DATABASE) service.killDatabase();
        else if (kill === EVERYTHING) service.killEverything();
        else service.killAlone();
        strikes.count(kill);
        if (kill !== DATABASE) await client.resting(service.startAgain());
        await client.answers([service.url], ANSWERS_AFTER);
      }
      expect(strikes.missing).toEqual([]);
    },
    ROUNDS * 180_000,
  );

  it(
    'lose nothing and double nothing: every key has one effect, the answered one, before and after its retries',
    async () => {
      await client.finish();
      const reckoning = await reckon(run);
      const head = `Kills with the embedded database, FAULT_SEED=${SEED}, FAULT_ROUNDS=${ROUNDS}`;
      process.stderr.write(`${[head, strikes.table(), sumOf(reckoning, strikes.total)].join('\n')}\n`);
      const clean = { lost: [], doubled: [], wrong: [], broken: [] };
      expect(reckoning.afterTheLoad).toMatchObject(clean);
      expect(reckoning.atTheEnd).toMatchObject({ ...clean, unanswered: 0 });
    },
    ROUNDS * 180_000,
  );
});
