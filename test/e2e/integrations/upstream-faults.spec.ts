import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../money/faults/load/seeded-random.js';
import type { Load } from './storm/load.js';
import { reportOf } from './storm/report.js';
import { Stage } from './storm/stage.js';
import type { Verdict } from './storm/verifier.js';

const CHARGES = Number(process.env.UPSTREAM_CHARGES ?? 600);
const SEED = Number(process.env.FAULT_SEED ?? randomInt(2 ** 31));
const IS_SOAK = CHARGES >= 5_000;
const KILLS = IS_SOAK ? 20 : 4;
const DOWN_MS = IS_SOAK ? 5_000 : 2_000;
const ALL_DOWN_MS = IS_SOAK ? 60_000 : 8_000;
const CHARGES_WHILE_DOWN = Math.ceil(CHARGES / 6);
const DRAIN_MS = IS_SOAK ? 300_000 : 60_000;
const LIMIT_MS = 180_000 + CHARGES * 200;

const CLEAN = { chargedTwice: [], lost: [], stuck: [], amounts: [], answers: [], broken: [] };

describe(`charges outside while everything fails (FAULT_SEED=${SEED}, UPSTREAM_CHARGES=${CHARGES})`, () => {
  const random = new SeededRandom(SEED);
  let stage: Stage;
  let load: Load | undefined;

  beforeAll(async () => {
    stage = await Stage.start(SEED, CHARGES);
  }, 120_000);

  afterAll(async () => {
    load?.kill();
    await stage?.stop();
  }, 60_000);

  it(
    'are taken once each, whatever strikes the upstreams and whichever process is killed',
    async () => {
      await stage.platform.strike();
      load = stage.load('storm', CHARGES);
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await load.reaches(Math.floor((CHARGES * kill) / (KILLS + 1)), LIMIT_MS);
        const gone = random.pick(stage.platform.all).control.down(DOWN_MS);
        await Promise.all([gone, random.pick(stage.services).killAndStartAgain()]);
      }
      await load.finished();
      const strikes = await stage.platform.strikes();
      await stage.platform.calm();
      const drainedAfterMs = await stage.drained(DRAIN_MS);
      const unhelped = await stage.judge();
      await stage.sendAgain('unanswered');
      await stage.sendAgain('answered');
      const verdict = await stage.judge();
      const figures = { kills: KILLS, recordedMeanwhile: recordsOf(unhelped), strikes, drainedAfterMs };
      say('while everything fails', reportOf(verdict, { seed: SEED, ...figures }));
      // Keys that were given up early are answered only when they come again; all else is right before.
      expect(unhelped).toMatchObject({ ...CLEAN, answers: expect.anything() });
      expect(verdict).toMatchObject(CLEAN);
      expect(verdict.mostAtOnce).toBeLessThanOrEqual(1);
      expect(verdict.commands).toBe(CHARGES);
      expect([...strikes.keys()]).toHaveLength(11);
    },
    LIMIT_MS,
  );

  it(
    'are recorded while all upstreams are down, and settled by themselves when they are up',
    async () => {
      await stage.platform.down();
      const upAgainAt = performance.now() + ALL_DOWN_MS;
      const { wallets } = stage.payers;
      load = stage.load('down', CHARGES_WHILE_DOWN, { ...stage.payers, poor: wallets });
      await load.finished();
      const answered = load.statuses;
      expect(Object.keys(answered)).toEqual(['202']);
      await sleep(Math.max(0, upAgainAt - performance.now()));
      const meanwhile = await stage.judge();
      expect(meanwhile.stuck).toHaveLength(CHARGES_WHILE_DOWN);
      await stage.platform.up();
      const drainedAfterMs = await stage.drained(DRAIN_MS);
      await stage.sendAgain('unanswered');
      const verdict = await stage.judge();
      const figures = { kills: 0, recordedMeanwhile: recordsOf(meanwhile) - CHARGES, drainedAfterMs };
      say(`all down for ${ALL_DOWN_MS} ms`, reportOf(verdict, { seed: SEED, ...figures }));
      expect(verdict).toMatchObject(CLEAN);
      expect(verdict.commands).toBe(CHARGES + CHARGES_WHILE_DOWN);
    },
    LIMIT_MS + ALL_DOWN_MS,
  );
});

function recordsOf({ statuses }: Verdict): number {
  return Object.values(statuses).reduce((sum, count) => sum + count, 0);
}

function say(what: string, report: string): void {
  process.stderr.write(`Charges outside, ${what}\n${report}\n`);
}
