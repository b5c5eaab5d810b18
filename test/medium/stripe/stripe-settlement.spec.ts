import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiAnswer } from '../../support/api/api-client.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { eventsWorkedOff, startFakeStripe, WEBHOOK_SECRET } from '../../support/outside/stripe.js';
import { faultsOfBooks } from '../../support/database/books.js';
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
  return use(userId, productId);
}

function use(userId: string, product: string): Promise<ApiAnswer> {
  return api.post('/api/v1/usage/record', {
    user_id: userId,
    product_id: product,
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

function refundOf(answer: ApiAnswer) {
  return [...fake.tables.refunds.values()].find(
    ({ metadata }) => metadata['billing_id'] === answer.body['billing_id'],
  );
}

async function creditsOf(userId: string): Promise<unknown> {
  const query = `user_id=${userId}&currency=USD`;
  return (await api.get(`/api/v1/credits/balance?${query}`)).body['available_balance'];
}

function tellTwiceAndLate(): void {
  fake.webhooks.configure({
    url: `${suite.url}/api/v1/webhooks/stripe`,
    secret: WEBHOOK_SECRET,
    duplicates: 2,
    maxDelayMs: 200,
  });
}

const workedOff = () => eventsWorkedOff(fake, suite.database);

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

it('is carried, not lost, where Stripe wants more than is printed, and paid once there is enough', async () => {
  const inEuros = await given.product(undefined, { unit_price: '0.002', currency: 'EUR' });
  await api.post('/api/v1/payment-methods', { user_id: 'gina', token: 'pm_card_visa' });
  fake.routes.payments.least.set('eur', 300);
  const first = await use('gina', inEuros);
  await waitUntil('the first is decided again', async () => {
    const { body } = await stored(first);
    return body['billing_status'] === 'completed';
  });
  expect([paymentsOf(first), (await stored(first)).body['payment_transaction_id']]).toEqual([
    [],
    expect.stringMatching(/^carried_/),
  ]);
  const second = await use('gina', inEuros);
  expect(second.status).toBe(200);
  expect(paymentsOf(second)).toMatchObject([{ amount: 400, currency: 'eur', status: 'succeeded' }]);
});

describe('a refund that the payer’s bank sends back', () => {
  it('becomes credits once it had arrived, once, however often and late it is told', async () => {
    const answer = await record('erin');
    const id = String(answer.body['billing_id']);
    await api.put(`/api/v1/billing/record/${id}/status?status=refunded`);
    await waitUntil('it has arrived', async () => {
      const [attempt] = await attemptsOf(id);
      return attempt?.state === 'succeeded';
    });
    expect(await creditsOf('erin')).toBe('0');
    tellTwiceAndLate();
    const refund = refundOf(answer);
    fake.routes.refunds.finish(refund!, 'failed');
    await workedOff();
    expect(await creditsOf('erin')).toBe('2.00');
    expect(await attemptsOf(id)).toEqual([
      { state: 'declined', transaction_id: refund?.id, failure_reason: 'expired_or_canceled_card' },
    ]);
    fake.routes.refunds.finish(refund!, 'failed');
    await workedOff();
    expect(await creditsOf('erin')).toBe('2.00');
    expect((await stored(answer)).body['billing_status']).toBe('refunded');
  });

  it('becomes credits once though that is told before anybody here knew that it had arrived', async () => {
    const answer = await record('fay');
    const id = String(answer.body['billing_id']);
    tellTwiceAndLate();
    fake.faults.add({ kind: 'timeout_after', method: 'POST', path: '/v1/refunds', count: 1 });
    await api.put(`/api/v1/billing/record/${id}/status?status=refunded`);
    await waitUntil('it is there', () => refundOf(answer) !== undefined);
    fake.routes.refunds.finish(refundOf(answer)!, 'failed');
    await workedOff();
    await waitUntil('it has an outcome', async () => (await attemptsOf(id))[0]?.state === 'declined');
    expect(await creditsOf('fay')).toBe('2.00');
  });

  it('leaves books that balance', async () => {
    expect(await faultsOfBooks(suite.database)).toEqual([]);
  });
});

/** The refunds of a record. */
function attemptsOf(billingId: string) {
  return suite.database.query<{
    state: string;
    transaction_id: string | null;
    failure_reason: string | null;
  }>(
    `SELECT state, transaction_id, failure_reason FROM ${suite.database.schema}.settlement_attempts
      WHERE billing_id = $1 AND kind = 'payment_refund'`,
    [billingId],
  );
}
