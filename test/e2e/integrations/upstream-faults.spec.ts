import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FAULT_KINDS } from '../../../upstreams/faults/fault.js';
import { SeededRandom } from '../money/faults/load/seeded-random.js';
import { noDisagreements } from './storm/judge/disagreements.js';
import type { Verdict } from './storm/judge/verifier.js';
import { outliveALease } from './storm/late-owner.js';
import { reportOf } from './storm/report.js';
import { ALL_DOWN_MS, CHARGES, DRAIN_MS, GENERATION, KILLS, limitMs, SEED } from './storm/sizes.js';
import { Stage } from './storm/stage.js';
import { say, storm } from './storm/weather.js';

const CHARGES_WHILE_DOWN = Math.ceil(CHARGES / 6);
const LIMIT_MS = limitMs(CHARGES);
const CLEAN = { ...noDisagreements(), broken: [] };

describe(`charges and refunds outside while everything fails (FAULT_SEED=${SEED}, UPSTREAM_CHARGES=${CHARGES})`, () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.start({ seed: SEED, cards: 'payment', generation: GENERATION }, CHARGES);
  }, 120_000);

  afterAll(() => stage?.stop(), 60_000);

  it(
    'happen once each, whatever strikes the upstreams and whichever process is killed',
    async () => {
      const { unhelped, verdict, strikes } = await storm(stage, new SeededRandom(SEED), CHARGES, KILLS);
      // Keys that were given up early are answered only when they come again; all else is right before.
      expect(unhelped).toMatchObject({ ...CLEAN, answers: expect.anything() });
      expect(verdict).toMatchObject(CLEAN);
      expect(verdict.mostAtOnce).toBeLessThanOrEqual(1);
      expect(verdict.charges).toBe(CHARGES);
      expect([...strikes.keys()].toSorted()).toEqual(FAULT_KINDS.toSorted());
      for (const some of ['given', 'uneven', 'carried', 'movedOn'] as const) {
        expect([some, verdict[some]]).not.toEqual([some, 0]);
      }
    },
    LIMIT_MS,
  );

  it(
    'are recorded while all upstreams are down, and settled by themselves when they are up',
    async () => {
      const before = await stage.judge();
      await stage.platform.down();
      const upAgainAt = performance.now() + ALL_DOWN_MS;
      const load = stage.load('down', CHARGES_WHILE_DOWN);
      await load.finished();
      await sleep(Math.max(0, upAgainAt - performance.now()));
      const meanwhile = await stage.judge();
      // Too small for a call, paid by money here, or of an organisation, which no wallet outside knows.
      const withoutCall = decidedHere(meanwhile) - decidedHere(before);
      expect(meanwhile.taken).toBe(before.taken);
      expect(meanwhile.given).toBe(before.given);
      expect(meanwhile.stuck).toHaveLength(CHARGES_WHILE_DOWN - withoutCall);
      expect(withoutCall).toBeLessThan(CHARGES_WHILE_DOWN / 2);
      expect(['200', '202', '402']).toEqual(expect.arrayContaining(Object.keys(load.statuses)));
      await stage.platform.up();
      const { drainedAfterMs } = await stage.judge(DRAIN_MS);
      await stage.sendAgain();
      const verdict = await stage.judge();
      const figures = { kills: 0, recordedMeanwhile: meanwhile.records - before.records, drainedAfterMs };
      say(`all down for ${ALL_DOWN_MS} ms`, reportOf(verdict, { seed: SEED, ...figures }));
      expect(verdict).toMatchObject(CLEAN);
      expect(verdict.charges).toBe(CHARGES + CHARGES_WHILE_DOWN);
      expect(verdict.given).toBeGreaterThan(before.given);
    },
    LIMIT_MS + ALL_DOWN_MS,
  );

  it(
    'are not undone by a process that comes back after another has taken over',
    async () => {
      const before = await stage.judge();
      await outliveALease(stage);
      const verdict = await stage.judge(DRAIN_MS);
      expect(verdict).toMatchObject(CLEAN);
      expect(verdict.taken).toBe(before.taken + 2);
    },
    DRAIN_MS * 2,
  );
});

function decidedHere({ carried, paidHere, failed }: Verdict): number {
  return carried + paidHere + failed;
}
