import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PayerResult } from '../../../src/integrations/payer/remote-payer.js';
import { SettlementNotices } from '../../../src/integrations/payer/settlement-notices.js';
import { StripePayer } from '../../../src/integrations/stripe/stripe.payer.js';
import { signatureOf } from '../../../upstreams/stripe/webhook-sender.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { chargeOf, refundOf, startFakeStripe, WEBHOOK_SECRET } from '../../support/outside/stripe.js';
import { waitUntil } from '../../support/wait-until.js';

const { fake, integrations } = await startFakeStripe();
const suite = serviceSuite('stripe webhooks', { integrations, settlement: { callTimeoutMs: 10_000 } });
const { api } = suite;
const PATH = '/api/v1/webhooks/stripe';

/** What the settlement room was told, by attempt. */
const told = new Map<string, PayerResult[]>();
let failures = 0;
let payer: StripePayer;
let card: string;

beforeAll(async () => {
  suite.app.get(SettlementNotices, { strict: false }).listen({
    settled: async (attemptId, result) => {
      if (failures > 0) {
        failures -= 1;
        throw new Error('the books are closed');
      }
      told.set(attemptId, [...(told.get(attemptId) ?? []), result]);
    },
  });
  payer = suite.app.get(StripePayer, { strict: false });
  const added = await api.post('/api/v1/payment-methods', { user_id: 'alice', token: 'pm_card_visa' });
  card = String(added.body['token']);
});
beforeEach(() => fake.webhooks.configure({ url: suite.url + PATH, secret: WEBHOOK_SECRET }));
afterEach(async () => {
  await fake.open();
  fake.faults.clear();
  failures = 0;
});
afterAll(() => fake.close());

interface StoredEvent {
  readonly event_id: string;
  readonly type: string;
  readonly processed: boolean;
  readonly attempts: number;
  readonly last_error: string | null;
}

function stored(): Promise<StoredEvent[]> {
  return suite.database.query<StoredEvent>(
    `SELECT event_id, type, processed_at IS NOT NULL AS processed, attempts, last_error
       FROM ${suite.database.schema}.stripe_events`,
  );
}

/** Everything that happened at Stripe is here, and worked off. */
async function workedOff(): Promise<void> {
  await fake.webhooks.idle();
  await waitUntil('all events are worked off', async () =>
    (await stored()).every(({ processed }) => processed),
  );
}

async function post(payload: string, signature: string | null): Promise<[number, unknown]> {
  const response = await fetch(suite.url + PATH, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(signature !== null && { 'Stripe-Signature': signature }),
    },
    body: payload,
  });
  const body = (await response.json()) as Record<string, unknown>;
  return [response.status, body['code'] ?? body];
}

function charge(token = card, userId = 'alice', patienceMs = 10_000) {
  const request = chargeOf(userId, token);
  return { request, result: payer.charge(request, AbortSignal.timeout(patienceMs)) };
}

describe('an event', () => {
  it('settles the attempt that its payment names', async () => {
    const { request, result } = charge();
    const paid = await result;
    await workedOff();
    expect(told.get(request.attemptId)).toEqual([paid]);
  });

  it('settles before the answer comes, or without one', async () => {
    fake.faults.add({ kind: 'timeout_after', method: 'POST', path: '/v1/payment_intents', count: 1 });
    const { request, result } = charge(card, 'alice', 500);
    const lost = result.catch(() => 'no answer');
    await waitUntil('the event has come', () => told.has(request.attemptId));
    expect(told.get(request.attemptId)).toMatchObject([{ status: 'succeeded' }]);
    expect(await lost).toBe('no answer');
  });

  it('tells of a declined payment with Stripe’s code', async () => {
    const added = await api.post('/api/v1/payment-methods', {
      user_id: 'bob',
      token: 'pm_card_chargeCustomerFail',
    });
    const { request, result } = charge(String(added.body['token']), 'bob');
    await result;
    await workedOff();
    expect(told.get(request.attemptId)).toEqual([
      { status: 'declined', code: 'payment_declined', reason: 'generic_decline' },
    ]);
  });

  it('tells of refunds by their own attempts', async () => {
    const { request, result } = charge();
    const paid = await result;
    if (paid.status !== 'succeeded') throw new Error(paid.reason);
    const refund = refundOf(request, paid.transactionId);
    const back = await payer.refund(refund, AbortSignal.timeout(10_000));
    await workedOff();
    expect(new Set(told.get(refund.attemptId)?.map((result) => JSON.stringify(result)))).toEqual(
      new Set([JSON.stringify(back)]),
    );
    expect(told.get(request.attemptId)).toEqual([paid]);
  });

  it('has one effect, however often and in whatever order it comes', async () => {
    fake.webhooks.configure({
      url: suite.url + PATH,
      secret: WEBHOOK_SECRET,
      duplicates: 2,
      maxDelayMs: 200,
      seed: 7,
    });
    const charges = Array.from({ length: 20 }, () => charge());
    const results = await Promise.all(charges.map(({ result }) => result));
    await workedOff();
    expect(charges.map(({ request }) => told.get(request.attemptId))).toEqual(
      results.map((result) => [result]),
    );
    expect(new Set(fake.webhooks.answers)).toEqual(new Set([200]));
  });

  it('that is older than what has happened since says what is now', async () => {
    const added = await api.post('/api/v1/payment-methods', {
      user_id: 'carol',
      token: 'pm_usBankAccount_success',
    });
    const { request, result } = charge(String(added.body['token']), 'carol');
    await expect(result).rejects.toThrow('processing');
    await workedOff();
    expect(told.has(request.attemptId)).toBe(false);
    const intent = [...fake.tables.paymentIntents.values()].find(
      ({ metadata }) => metadata['attempt_id'] === request.attemptId,
    )!;
    const outdated = { ...structuredClone(intent), status: 'requires_payment_method' };
    fake.routes.payments.finish(intent);
    fake.webhooks.happened('payment_intent.payment_failed', outdated);
    await workedOff();
    const paid = { status: 'succeeded', transactionId: intent.id };
    expect(told.get(request.attemptId)).toEqual([paid, paid]);
  });

  it('waits while the books or Stripe cannot be reached, and is not lost', async () => {
    failures = 1;
    const { request, result } = charge();
    const paid = await result;
    await workedOff();
    expect(told.get(request.attemptId)).toEqual([paid]);
    const tried = (await stored()).filter(({ attempts }) => attempts > 1);
    expect(tried).toMatchObject([{ type: 'payment_intent.succeeded', attempts: 2, last_error: null }]);
  });

  it('of a type that is not acted upon, or of nobody’s attempt, is kept and nothing else', async () => {
    const before = told.size;
    fake.webhooks.happened('customer.created', { id: 'cus_1' });
    fake.webhooks.happened('payment_intent.succeeded', { id: 'pi_1', status: 'succeeded', metadata: {} });
    fake.webhooks.happened('charge.dispute.created', { id: 'dp_1', payment_intent: 'pi_1', reason: 'fraud' });
    await workedOff();
    expect(told.size).toBe(before);
    expect((await stored()).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['customer.created', 'charge.dispute.created']),
    );
  });
});

describe('a request', () => {
  const payload = JSON.stringify({ id: 'evt_1', object: 'event', type: 'customer.created', data: {} });

  it('that is signed is kept before it is answered', async () => {
    expect(await post(payload, signatureOf(payload, WEBHOOK_SECRET))).toEqual([200, { received: true }]);
    expect((await stored()).map(({ event_id }) => event_id)).toContain('evt_1');
  });

  it.each<[string, string, (payload: string) => string | null]>([
    ['without a signature', payload, () => null],
    ['with another secret', payload, (text) => signatureOf(text, 'whsec_other')],
    [
      'signed too long ago',
      payload,
      (text) => signatureOf(text, WEBHOOK_SECRET, Math.floor(Date.now() / 1_000) - 400),
    ],
    ['changed on the way', payload.replace('evt_1', 'evt_2'), () => signatureOf(payload, WEBHOOK_SECRET)],
  ])('%s is refused', async (_, body, sign) => {
    expect(await post(body, sign(body))).toEqual([400, 'webhook_signature_invalid']);
    expect((await stored()).map(({ event_id }) => event_id)).not.toContain('evt_2');
  });

  it.each([
    [''],
    ['no JSON'],
    ['{"type":"x"}'],
    ['[]'],
    ['null'],
    ['{"id":"evt_4","type":"a\\u0000"}'],
    [JSON.stringify({ id: 'evt_5', type: 't'.repeat(256) })],
  ])('that is no event (%s) is refused', async (body) => {
    expect(await post(body, signatureOf(body, WEBHOOK_SECRET))).toEqual([400, 'malformed_json']);
  });

  it('that comes ten times at once is kept once', async () => {
    const body = payload.replace('evt_1', 'evt_6');
    const signature = signatureOf(body, WEBHOOK_SECRET);
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(body, signature)));
    expect(answers).toEqual(Array.from({ length: 10 }, () => [200, { received: true }]));
    expect((await stored()).filter(({ event_id }) => event_id === 'evt_6')).toHaveLength(1);
  });

  it('over the limit is refused', async () => {
    const large = JSON.stringify({ id: 'evt_3', type: 'x', data: 'x'.repeat(1024 * 1024) });
    expect(await post(large, signatureOf(large, WEBHOOK_SECRET))).toEqual([413, 'body_too_large']);
  });

  it('finds no route where payments do not go to Stripe', async () => {
    const other = await suite.startAnother();
    const response = await fetch(other.url + PATH, { method: 'POST', body: payload });
    expect(response.status).toBe(404);
  });
});
