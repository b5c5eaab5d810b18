import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../../support/api/api-client.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { startFakeStripe } from '../../support/outside/stripe.js';

const { fake, integrations } = await startFakeStripe();
const suite = serviceSuite('stripe cards', { integrations, settlement: { callTimeoutMs: 1_000 } });
const { api } = suite;

const PATH = '/api/v1/payment-methods';

afterEach(async () => {
  await fake.open();
  fake.faults.clear();
  fake.processingMs = 0;
});
afterAll(() => fake.close());

function customersOf(userId: string) {
  return [...fake.tables.customers.values()].filter(
    ({ metadata }) => metadata['billing_account_id'] === userId,
  );
}

function add(userId: string, token = 'pm_card_visa', key?: string) {
  return api.post(PATH, { user_id: userId, token }, key);
}

describe('a card', () => {
  it('is saved with its payer’s customer, and named by Stripe’s id from then on', async () => {
    const { status, body } = await add('alice');
    expect(status).toBe(201);
    const [customer] = customersOf('alice');
    expect(customer?.metadata).toEqual({ billing_account_type: 'user', billing_account_id: 'alice' });
    const saved = fake.tables.paymentMethods.get(String(body['token']));
    expect(saved).toMatchObject({ customer: customer?.id, card: { last4: '4242' } });
  });

  it('is saved once under one key, and the answer replayed', async () => {
    const first = await add('bob', 'pm_card_visa', 'card-of-bob');
    const again = await add('bob', 'pm_card_visa', 'card-of-bob');
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    const [customer] = customersOf('bob');
    const saved = [...fake.tables.paymentMethods.values()].filter((card) => card.customer === customer?.id);
    expect(saved).toHaveLength(1);
  });

  it('is there after a retry when Stripe’s answer was lost', async () => {
    fake.faults.add({ kind: 'timeout_after', method: 'POST', path: '/v1/payment_methods/**', count: 1 });
    const lost = await add('carol', 'pm_card_visa', 'card-of-carol');
    expect([lost.status, lost.body['code']]).toEqual([503, 'upstream_unavailable']);
    expect((await api.get(`${PATH}?user_id=carol`)).body['payment_methods']).toEqual([]);
    expect((await add('carol', 'pm_card_visa', 'card-of-carol')).status).toBe(201);
    expect(fake.tables.paymentMethods.size).toBe(3);
  });

  it('that the bank refuses is a 402 with its reason', async () => {
    const { status, body } = await add('dave', 'pm_card_chargeDeclined');
    expect([status, body['code'], body['reason']]).toEqual([402, 'payment_declined', 'generic_decline']);
  });

  it.each([
    ['of the sandbox', 'tok_ok'],
    ['that Stripe does not know', 'pm_nobody'],
  ])('%s is refused by name', async (_, token) => {
    const { status, body } = await add('dave', token);
    expect(status).toBe(422);
    expect(body['errors']).toEqual([expect.objectContaining({ field: 'token', rule: 'payment_method' })]);
  });

  it('is not saved while Stripe is down', async () => {
    await fake.close();
    const { status, body, headers } = await add('dave');
    expect([status, body['code']]).toEqual([503, 'upstream_unavailable']);
    expect(headers.get('Retry-After')).toBe('1');
  });

  it('is detached when it is removed', async () => {
    const { body } = await add('erin');
    const token = String(body['token']);
    expect((await api.delete(`${PATH}/${String(body['payment_method_id'])}`)).status).toBe(204);
    expect(fake.tables.paymentMethods.get(token)?.customer).toBeNull();
    expect((await add('erin', token)).status).toBe(422);
  });

  it('that was added twice stays while one of the two does', async () => {
    const first = await add('fay');
    const token = String(first.body['token']);
    const second = await add('fay', token);
    expect(second.status).toBe(201);
    await api.delete(`${PATH}/${String(first.body['payment_method_id'])}`);
    expect(fake.tables.paymentMethods.get(token)?.customer).not.toBeNull();
    await api.delete(`${PATH}/${String(second.body['payment_method_id'])}`);
    expect(fake.tables.paymentMethods.get(token)?.customer).toBeNull();
  });

  it('is removed here although Stripe cannot be told', async () => {
    const { body } = await add('gus');
    await fake.close();
    expect((await api.delete(`${PATH}/${String(body['payment_method_id'])}`)).status).toBe(204);
    expect((await api.get(`${PATH}?user_id=gus`)).body['payment_methods']).toEqual([]);
  });
});

describe('a payer’s customer', () => {
  it('is one, although two processes save cards at once', async () => {
    const other = new ApiClient(await suite.startAnother({ integrations }));
    fake.processingMs = 50;
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, card) =>
        (card % 2 === 0 ? api : other).post(PATH, { user_id: 'heidi', token: 'pm_card_visa' }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(customersOf('heidi')).toHaveLength(1);
  });

  it('is one, although the answer about it was lost', async () => {
    fake.faults.add({ kind: 'reset_after', method: 'POST', path: '/v1/customers', count: 4 });
    expect((await add('ivan')).status).toBe(503);
    fake.faults.clear();
    expect((await add('ivan')).status).toBe(201);
    expect(customersOf('ivan')).toHaveLength(1);
  });

  it('is asked for under a new key once Stripe has kept a failure under the old one', async () => {
    const keys = async () =>
      suite.database.query<{ request_key: string }>(
        `SELECT request_key FROM ${suite.database.schema}.stripe_customers WHERE account_id = 'user:judy'`,
      );
    fake.faults.add({ kind: 'error_before', method: 'POST', path: '/v1/customers' });
    expect((await add('judy')).status).toBe(503);
    const [first] = await keys();
    fake.faults.clear();
    expect((await add('judy')).status).toBe(201);
    expect(first?.request_key).toBeDefined();
    expect(customersOf('judy')).toHaveLength(1);
  });
});
