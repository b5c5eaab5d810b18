import { afterAll, afterEach, beforeEach, expect, it } from '@jest/globals';
import { SettlementNotices } from '../../../src/integrations/payer/settlement-notices.js';
import {
  DISPUTE_RETENTION_DAYS,
  EVENT_RETENTION_DAYS,
  MAX_EVENT_TRIES,
  MAX_EVENTS,
  StripeEventWorker,
} from '../../../src/integrations/stripe/webhooks/stripe-event.worker.js';
import { StripeEventStore } from '../../../src/integrations/stripe/webhooks/stripe-event.store.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { startFakeStripe } from '../../support/outside/stripe.js';

const { fake, integrations } = await startFakeStripe();
// A look of its own accord comes too late to be seen: the tests work the events off.
const suite = serviceSuite('stripe events', { integrations, settlement: { pollIntervalMs: 600_000 } });

let atOnce = 0;
let mostAtOnce = 0;
let told: string[] = [];
let isClosed = false;
let words = '';

beforeEach(() => {
  [atOnce, mostAtOnce, told, isClosed, words] = [0, 0, [], false, 'the books are closed'];
  suite.app.get(SettlementNotices, { strict: false }).listen({
    settled: async (attemptId) => {
      mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      if (isClosed) throw new Error(words);
      told.push(attemptId);
    },
  });
});
afterEach(() => suite.database.query(`DELETE FROM ${suite.database.schema}.stripe_events`));
afterAll(() => fake.close());

function worker(): StripeEventWorker {
  return suite.app.get(StripeEventWorker, { strict: false });
}

function store(): StripeEventStore {
  return suite.app.get(StripeEventStore, { strict: false });
}

function keep(eventId: string): Promise<boolean> {
  const object = { id: `pi_${eventId}`, status: 'succeeded', metadata: { attempt_id: `att_${eventId}` } };
  const payload = JSON.stringify({ id: eventId, type: 'payment_intent.succeeded', data: { object } });
  return store().keep({ eventId, type: 'payment_intent.succeeded', payload });
}

async function events() {
  return suite.database.query<{
    event_id: string;
    attempts: number;
    due: boolean;
    last_error: string | null;
  }>(
    `SELECT event_id, attempts, due_at IS NOT NULL AS due, last_error
       FROM ${suite.database.schema}.stripe_events ORDER BY event_id`,
  );
}

async function change(set: string): Promise<void> {
  await suite.database.query(`UPDATE ${suite.database.schema}.stripe_events SET ${set}`);
}

it('are worked off, so many at once and each one time, by two processes together', async () => {
  const ids = Array.from({ length: 3 * MAX_EVENTS }, (_, number) => `evt_${number}`);
  for (const id of ids) expect(await keep(id)).toBe(true);
  expect(await keep('evt_0')).toBe(false);
  const other = await suite.startAnother({ integrations, settlement: { pollIntervalMs: 600_000 } });
  const notices = other.app.get(SettlementNotices, { strict: false });
  notices.listen({ settled: async (attemptId) => void told.push(attemptId) });
  await Promise.all([worker().workOff(), other.app.get(StripeEventWorker, { strict: false }).workOff()]);
  await other.close();
  await worker().workOff();
  expect(told.toSorted()).toEqual(ids.map((id) => `att_${id}`).toSorted());
  expect(mostAtOnce).toBeLessThanOrEqual(MAX_EVENTS);
});

it('are tried again later each time, and so often at most', async () => {
  isClosed = true;
  await keep('evt_1');
  for (let tries = 1; tries <= MAX_EVENT_TRIES; tries += 1) {
    await worker().workOff();
    expect(await events()).toEqual([
      {
        event_id: 'evt_1',
        attempts: tries,
        due: tries < MAX_EVENT_TRIES,
        last_error: 'the books are closed',
      },
    ]);
    await change('due_at = now() WHERE due_at IS NOT NULL');
  }
  await worker().workOff();
  expect((await events())[0]?.attempts).toBe(MAX_EVENT_TRIES);
});

it('are put off in whatever words they fail', async () => {
  isClosed = true;
  words = `no such pi_\u0000 ${'x'.repeat(2_000)}`;
  await keep('evt_1');
  await worker().workOff();
  const [event] = await events();
  expect(event).toMatchObject({ attempts: 1, due: true });
  expect(event?.last_error).toMatch(/^no such pi_\uFFFD x{10,}$/);
  expect(event?.last_error).toHaveLength(1_000);
});

it('of a process that died are taken over when its lease ends', async () => {
  await keep('evt_1');
  expect(await store().claimDue(MAX_EVENTS, 60_000)).toHaveLength(1);
  await worker().workOff();
  expect(told).toEqual([]);
  await change('due_at = now()');
  await worker().workOff();
  expect(told).toEqual(['att_evt_1']);
});

it('are forgotten after a while, and not while they are due', async () => {
  for (const id of ['evt_1', 'evt_2']) await keep(id);
  const payload = JSON.stringify({ id: 'evt_4', data: { object: { id: 'du_1', payment_intent: null } } });
  await store().keep({ eventId: 'evt_4', type: 'charge.dispute.closed', payload });
  await worker().workOff();
  await keep('evt_3');
  const forget = () => store().forget(EVENT_RETENTION_DAYS, DISPUTE_RETENTION_DAYS);
  const old = (days: number) => `now() - ${days} * interval '1 day' - interval '1 minute'`;
  await change(`received_at = ${old(EVENT_RETENTION_DAYS)} WHERE event_id <> 'evt_2'`);
  expect(await forget()).toBe(1);
  expect((await events()).map(({ event_id }) => event_id)).toEqual(['evt_2', 'evt_3', 'evt_4']);
  await change(`received_at = ${old(DISPUTE_RETENTION_DAYS)} WHERE event_id <> 'evt_2'`);
  expect(await forget()).toBe(1);
  expect((await events()).map(({ event_id }) => event_id)).toEqual(['evt_2', 'evt_3']);
});
