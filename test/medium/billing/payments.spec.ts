import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiAnswer, ApiClient } from '../../support/api/api-client.js';
import type { HttpApp } from '../../support/service/http-app.js';
import { serviceSuite } from '../../support/service/service-suite.js';

const settlement = { callTimeoutMs: 300, pollIntervalMs: 50, recheckMs: 50 };
/** Waits long enough for the reconciler to find a lost payment. */
const patient = serviceSuite('payments', { settlement: { ...settlement, waitMs: 10_000 } });
const { api, given } = patient;
/** Waits for no payment that does not answer at once, and leaves the rest to others. */
let hasty: HttpApp;
let productId: string;

beforeAll(async () => {
  hasty = await patient.startAnother({ settlement: { ...settlement, waitMs: 50, pollIntervalMs: 60_000 } });
  productId = await given.product();
});

const RECORD = '/api/v1/usage/record';

function usageOf(userId: string, more: object = {}) {
  return {
    user_id: userId,
    product_id: productId,
    service_type: 'model_inference',
    usage_amount: 1000,
    billing_method: 'payment_charge',
    ...more,
  };
}

function recordOf(answer: ApiAnswer): Promise<ApiAnswer> {
  return api.get(`/api/v1/billing/record/${String(answer.body['billing_id'])}`);
}

async function paymentsOf(answer: ApiAnswer): Promise<{ kind: string; status: string; amount: string }[]> {
  const { schema } = patient.database;
  return patient.database.query(
    `SELECT p.kind, p.status, p.amount FROM ${schema}.sandbox_payments p
       JOIN ${schema}.settlement_attempts a ON a.attempt_id = p.idempotency_key
      WHERE a.billing_id = $1 ORDER BY p.kind`,
    [answer.body['billing_id']],
  );
}

async function eventually<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (const deadline = Date.now() + 10_000; ;) {
    const value = await read();
    if (holds(value) || Date.now() > deadline) return value;
  }
}

describe('a charge that a card pays', () => {
  it('is completed within the request when the card is good', async () => {
    const userId = await given.cardHolder('tok_ok');
    const answer = await api.post(RECORD, usageOf(userId));
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      amount_charged: '2.00',
      billing_method_used: 'payment_charge',
      billing_status: 'completed',
      remaining_wallet_balance: null,
      wallet_transaction_id: null,
      payment_transaction_id: expect.stringMatching(/^ch_/),
    });
    expect(answer.headers.get('Idempotency-Replayed')).toBeNull();
    expect(await paymentsOf(answer)).toEqual([{ kind: 'charge', status: 'succeeded', amount: '2' }]);
  });

  it('is what the waterfall comes to when nothing else can pay', async () => {
    const userId = await given.cardHolder('tok_ok');
    const { body } = await api.post(RECORD, usageOf(userId, { billing_method: undefined }));
    expect(body['billing_method_used']).toBe('payment_charge');
  });

  it('is 402 when the card is declined, keeps the usage and gives its quota back', async () => {
    const userId = await given.cardHolder('tok_decline');
    await given.quota(userId, 1000);
    const answer = await api.post(RECORD, usageOf(userId), 'declined-once');
    expect(answer.status).toBe(402);
    expect(answer.body).toMatchObject({ code: 'payment_declined', detail: 'Payment declined' });
    expect((await recordOf(answer)).body).toMatchObject({
      billing_status: 'failed',
      failure_reason: 'payment_declined',
    });
    const again = await api.post(RECORD, usageOf(userId), 'declined-once');
    expect([again.status, again.headers.get('Idempotency-Replayed')]).toEqual([402, 'true']);
    expect(again.body['billing_id']).toBe(answer.body['billing_id']);
    const check = { user_id: userId, service_type: 'model_inference', requested_amount: 1000 };
    expect((await api.post('/api/v1/quota/check', check)).body['allowed']).toBe(true);
  });

  it('is found by the reconciler when its answer never arrives, and paid once', async () => {
    const userId = await given.cardHolder('tok_timeout');
    const answer = await api.post(RECORD, usageOf(userId));
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      billing_status: 'completed',
      payment_transaction_id: expect.any(String),
    });
    expect(await paymentsOf(answer)).toEqual([{ kind: 'charge', status: 'succeeded', amount: '2' }]);
  });

  it('is 202 when it outlives the wait; the reconciler of another process finishes it, and a retry reads that', async () => {
    const userId = await given.cardHolder('tok_timeout');
    const impatient = new ApiClient(hasty);
    const first = await impatient.post(RECORD, usageOf(userId), 'slow');
    expect(first.status).toBe(202);
    expect(first.body).toMatchObject({ billing_status: 'processing', amount_charged: '2.00' });
    const final = await eventually(
      () => impatient.post(RECORD, usageOf(userId), 'slow'),
      ({ status }) => status !== 202,
    );
    expect(final.status).toBe(200);
    expect(final.headers.get('Idempotency-Replayed')).toBe('true');
    expect(final.body).toMatchObject({ billing_status: 'completed', billing_id: first.body['billing_id'] });
    expect(await paymentsOf(first)).toHaveLength(1);
  });

  it('answers all of fifty equal requests over two processes alike and pays once', async () => {
    const userId = await given.cardHolder('tok_ok');
    const second = await patient.startAnother({ settlement: { waitMs: 10_000 } });
    const clients = [api, new ApiClient(second)];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        (clients[i % 2] as ApiClient).post(RECORD, usageOf(userId), 'fifty'),
      ),
    );
    await second.close();
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body])))).toHaveProperty(
      'size',
      1,
    );
    expect(answers[0]?.status).toBe(200);
    expect(await paymentsOf(answers[0] as ApiAnswer)).toHaveLength(1);
  });

  it('takes the card that is named, or refuses', async () => {
    const userId = await given.cardHolder('tok_decline');
    const good = await given.card(userId, 'tok_ok');
    expect((await api.post(RECORD, usageOf(userId))).body['code']).toBe('payment_declined');
    expect((await api.post(RECORD, usageOf(userId, { payment_method_id: good }))).status).toBe(200);
    const unknown = await api.post(RECORD, usageOf(userId, { payment_method_id: 'pm_other' }));
    expect([unknown.status, unknown.body['code']]).toEqual([402, 'no_payment_method']);
  });
});

describe('an attempt whose process died before the call', () => {
  it('is charged by the reconciler, once', async () => {
    const userId = await given.cardHolder('tok_timeout');
    const first = await new ApiClient(hasty).post(RECORD, usageOf(userId));
    const { schema } = patient.database;
    // As if the process had been killed between its commit and its call: the payment service never saw the attempt.
    await patient.database.query(
      `DELETE FROM ${schema}.sandbox_payments WHERE idempotency_key =
         (SELECT attempt_id FROM ${schema}.settlement_attempts WHERE billing_id = $1)`,
      [first.body['billing_id']],
    );
    const record = await eventually(
      () => recordOf(first),
      ({ body }) => body['billing_status'] !== 'processing',
    );
    expect(record.body).toMatchObject({ billing_status: 'completed' });
    expect(await paymentsOf(first)).toEqual([{ kind: 'charge', status: 'succeeded', amount: '2' }]);
  });
});

describe('a refund of what a card paid', () => {
  it.each(['tok_ok', 'tok_timeout'])('goes back to the card once (%s)', async (token) => {
    const userId = await given.cardHolder(token);
    const charge = await api.post(RECORD, usageOf(userId));
    const path = `/api/v1/billing/record/${String(charge.body['billing_id'])}/status?status=refunded`;
    const refunded = await api.put(path);
    expect(refunded.status).toBe(200);
    expect((refunded.body['billing_record'] as { billing_status: string }).billing_status).toBe('refunded');
    const payments = await eventually(
      () => paymentsOf(charge),
      (all) => all.length === 2,
    );
    expect(payments).toEqual([
      { kind: 'charge', status: 'succeeded', amount: '2' },
      { kind: 'refund', status: 'succeeded', amount: '2' },
    ]);
    const { schema } = patient.database;
    const states = await eventually(
      () =>
        patient.database.query<{ state: string }>(
          `SELECT state FROM ${schema}.settlement_attempts WHERE billing_id = $1 AND kind = 'payment_refund'`,
          [charge.body['billing_id']],
        ),
      ([attempt]) => attempt?.state === 'succeeded',
    );
    expect(states).toEqual([{ state: 'succeeded' }]);
  });
});
