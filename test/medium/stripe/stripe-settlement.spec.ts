import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiAnswer } from '../../support/api-client.js';
import { serviceSuite } from '../../support/service-suite.js';
import { startFakeStripe, WEBHOOK_SECRET } from '../../support/stripe.js';
import { waitUntil } from '../../support/wait-until.js';

const { fake, integrations } = await startFakeStripe();
const settlement = { callTimeoutMs: 1_000, pollIntervalMs: 50, recheckMs: 50, waitMs: 15_000 };
const suite = serviceSuite('stripe settlement', { integrations, settlement });
const { api, given } = suite;
let productId: string;

beforeAll(async () => {
  productId = await given.product('in-dollars', { unit_price: '0.002', currency: 'USD' });
});
afterEach(async () => {
  fake.webhooks.configure(null);
  fake.faults.clear();
  await fake.open();
});
afterAll(() => fake.close());

async function record(userId: string, token = 'pm_card_visa'): Promise<ApiAnswer> {
  await api.post('/api/v1/payment-methods', { user_id: userId, token });
  return recordAgain(userId);
}

function recordAgain(userId: string): Promise<ApiAnswer> {
  return api.post('/api/v1/usage/record', {
    user_id: userId,
    product_id: productId,
    service_type: 'model_inference',
    usage_amount: 1000,
    billing_method: 'payment_charge',
  });
}

function stored(answer: ApiAnswer): Promise<ApiAnswer> {
  return api.get(`/api/v1/billing/record/${String(answer.body['billing_id'])}`);
}

function paymentsOf(answer: ApiAnswer) {
  return [...fake.tables.paymentIntents.values()].filter(
    ({ metadata }) => metadata['billing_id'] === answer.body['billing_id'],
  );
}

describe('usage that a saved card pays', () => {
  it('is completed with the payment as its transaction, and refunded there', async () => {
    const answer = await record('alice');
    expect(answer.body).toMatchObject({ amount_charged: '2.00', billing_method_used: 'payment_charge' });
    const [payment, ...others] = paymentsOf(answer);
    expect(others).toEqual([]);
    expect((await stored(answer)).body).toMatchObject({
      billing_status: 'completed',
      payment_transaction_id: payment?.id,
    });
    const id = String(answer.body['billing_id']);
    await api.put(`/api/v1/billing/record/${id}/status?status=refunded`);
    await waitUntil(
      'it is refunded',
      async () => (await stored(answer)).body['billing_status'] === 'refunded',
    );
    const refunds = () =>
      [...fake.tables.refunds.values()].filter(({ payment_intent }) => payment_intent === payment?.id);
    await waitUntil('it is refunded there', async () => refunds().length > 0);
    expect(refunds()).toMatchObject([{ amount: 200, status: 'succeeded' }]);
  });

  it('is refused with the bank’s word', async () => {
    const answer = await record('bob', 'pm_card_chargeCustomerFail');
    expect([answer.status, answer.body['code'], answer.body['reason']]).toEqual([
      402,
      'payment_declined',
      'generic_decline',
    ]);
  });

  it.each(['timeout_after', 'timeout_before', 'reset_after', 'error_before'] as const)(
    'is paid once after %s',
    async (kind) => {
      fake.faults.add({ kind, method: 'POST', path: '/v1/payment_intents', count: 1 });
      const answer = await record(`carol-${kind}`);
      expect(answer.status).toBe(200);
      expect(paymentsOf(answer)).toMatchObject([{ status: 'succeeded' }]);
    },
  );

  it('is settled by the webhook alone while questions get no answer', async () => {
    const added = await api.post('/api/v1/payment-methods', { user_id: 'dave', token: 'pm_card_visa' });
    expect(added.status).toBe(201);
    fake.webhooks.configure({
      url: `${suite.url}/api/v1/webhooks/stripe`,
      secret: WEBHOOK_SECRET,
      duplicates: 1,
      maxDelayMs: 100,
    });
    fake.faults.add({ kind: 'timeout_after', method: 'POST', path: '/v1/payment_intents', count: 1 });
    fake.faults.add({ kind: 'error_before', method: 'GET' });
    const answer = await recordAgain('dave');
    expect(answer.status).toBe(200);
    expect(paymentsOf(answer)).toHaveLength(1);
    await fake.webhooks.idle();
    expect((await stored(answer)).body['billing_status']).toBe('completed');
  });
});
