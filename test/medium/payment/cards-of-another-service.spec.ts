import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ApiClient } from '../../support/api/api-client.js';
import { BillingFixture } from '../../support/api/billing-fixture.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { startFakeStripe } from '../../support/outside/stripe.js';

const stripe = await startFakeStripe();
const suite = serviceSuite('cards of another service');
const { api: onSandbox, given } = suite;

let onStripe: ApiClient;

beforeAll(async () => {
  const { integrations } = suite.config();
  onStripe = new ApiClient(
    await suite.startAnother({ integrations: { ...integrations, ...stripe.integrations } }),
  );
  await given.product('hours', { unit_price: '2', currency: 'USD' });
});

afterAll(() => stripe.fake.close());

const METHODS = '/api/v1/payment-methods';

function usage(userId: string, more: object = {}) {
  return { user_id: userId, product_id: 'hours', service_type: 'agent_execution', usage_amount: 3, ...more };
}

function charge(api: ApiClient, userId: string, paymentMethodId?: string) {
  const how = { billing_method: 'payment_charge', payment_method_id: paymentMethodId };
  return api.post('/api/v1/usage/record', usage(userId, how));
}

async function offered(api: ApiClient, userId: string): Promise<unknown> {
  return (await api.post('/api/v1/billing/calculate', usage(userId))).body['available_billing_methods'];
}

async function listed(api: ApiClient, userId: string): Promise<string[]> {
  const { body } = await api.get(`${METHODS}?user_id=${userId}`);
  return (body['payment_methods'] as { payment_method_id: string }[]).map(
    ({ payment_method_id }) => payment_method_id,
  );
}

it('after the change to Stripe the card saved there is charged, and the sandbox’s older one is not', async () => {
  const sandboxCard = await given.card('alice', 'tok_ok');
  expect(await offered(onStripe, 'alice')).toEqual([]);
  expect(await listed(onStripe, 'alice')).toEqual([]);
  const stripeCard = await new BillingFixture(onStripe).card('alice', 'pm_card_visa');
  expect(await offered(onStripe, 'alice')).toEqual(['payment_charge']);
  expect(await listed(onStripe, 'alice')).toEqual([stripeCard]);
  expect((await charge(onStripe, 'alice')).body).toMatchObject({
    billing_status: 'completed',
    payment_transaction_id: expect.stringMatching(/^pi_/),
  });

  const forced = await charge(onStripe, 'alice', sandboxCard);
  expect(forced.status).toBe(402);
  expect(forced.body).toMatchObject({
    code: 'no_payment_method',
    detail: 'The payment method belongs to another payment service than the one in use',
    payment_method_id: sandboxCard,
  });
  const { body: record } = await onStripe.get(`/api/v1/billing/record/${String(forced.body['billing_id'])}`);
  expect(record).toMatchObject({ billing_status: 'failed', failure_reason: 'no_payment_method' });
});

it('none is lost: each is there again when its service is', async () => {
  const sandboxCard = await given.card('bob', 'tok_ok');
  const stripeCard = await new BillingFixture(onStripe).card('bob', 'pm_card_visa');
  expect(await listed(onSandbox, 'bob')).toEqual([sandboxCard]);
  expect((await charge(onSandbox, 'bob')).body).toMatchObject({
    billing_status: 'completed',
    payment_transaction_id: expect.stringMatching(/^ch_/),
  });
  expect((await onStripe.get(`${METHODS}/${sandboxCard}`)).body).toMatchObject({ token: 'tok_ok' });
  expect((await onSandbox.delete(`${METHODS}/${stripeCard}`)).status).toBe(204);
  expect(await listed(onStripe, 'bob')).toEqual([]);
  expect(await listed(onSandbox, 'bob')).toEqual([sandboxCard]);
});
