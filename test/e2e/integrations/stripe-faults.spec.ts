import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Upstream } from '../../support/upstreams/start-upstream.js';
import { SeededRandom } from '../money/faults/load/seeded-random.js';
import { WEBHOOK_SECRET } from './storm/cards.js';
import { noDisagreements } from './storm/judge/disagreements.js';
import { CHARGES as ALL_CHARGES, KILLS as ALL_KILLS, limitMs, SEED } from './storm/sizes.js';
import { Stage } from './storm/stage.js';
import { storm } from './storm/weather.js';

const CHARGES = Math.ceil(ALL_CHARGES / 2);
const KILLS = Math.ceil(ALL_KILLS / 2);
/** Longer than a call may take: news overtake the answers that they are about, and each other. */
const MOST_DELAY_MS = 800;
/** About a minute: longer than a process is away. */
const MOST_TRIES = 60;
const CLEAN = { ...noDisagreements(), broken: [] };

describe(`charges and refunds with Stripe in place of the payment service (FAULT_SEED=${SEED})`, () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.start({ seed: SEED, cards: 'stripe', generation: 'v2' }, CHARGES);
  }, 120_000);

  afterAll(() => stage?.stop(), 60_000);

  it(
    'happen once each while everything fails and events come twice, late and in no order',
    async () => {
      const { control } = stage.platform.cards.stripe as Upstream<'stripe'>;
      const url = `${stage.services[0].url}/api/v1/webhooks/stripe`;
      const how = { duplicates: 1, maxDelayMs: MOST_DELAY_MS, tries: MOST_TRIES, seed: SEED };
      await control.tellEvents({ url, secret: WEBHOOK_SECRET, ...how });
      const { unhelped, verdict } = await storm(stage, new SeededRandom(SEED), CHARGES, KILLS);
      expect(unhelped).toMatchObject({ ...CLEAN, answers: expect.anything() });
      expect(verdict).toMatchObject(CLEAN);
      expect(verdict.charges).toBe(CHARGES);
      for (const some of ['given', 'uneven', 'carried', 'ofOrganizations'] as const) {
        expect([some, verdict[some]]).not.toEqual([some, 0]);
      }
      await control.eventsTold();
      const { events, told } = await control.state();
      expect(told[200]).toBe(2 * events);
      expect(await stage.judge()).toMatchObject(CLEAN);
    },
    limitMs(CHARGES),
  );
});
