import { beforeAll, expect, it } from '@jest/globals';
import { Clock } from '../../../src/database/clock.service.js';
import { KeyPurge } from '../../../src/engine/retention/key-purge.service.js';
import { seedDemo } from '../../../src/integrations/demo/seed-demo.js';
import { PRINTED_QUOTE } from '../../support/api/printed-quote.js';
import { serviceSuite } from '../../support/service/service-suite.js';

const service = serviceSuite('demo');
const { api } = service;

beforeAll(async () => {
  await seedDemo(service.app);
});

it("makes the specification's calculation answer as printed", async () => {
  const { status, body } = await api.post('/api/v1/billing/calculate', {
    user_id: 'user123',
    product_id: 'gpt-4',
    service_type: 'model_inference',
    usage_amount: 1000,
    pricing_context: { subscription_id: 'sub123' },
  });
  expect(status).toBe(200);
  expect(body).toMatchObject(PRINTED_QUOTE);
});

it("makes the specification's usage record go through", async () => {
  const { status, body } = await api.post('/api/v1/usage/record', {
    user_id: 'user123',
    product_id: 'gpt-4',
    service_type: 'model_inference',
    usage_amount: 1000,
    billing_method: 'wallet_deduction',
    organization_id: 'org456',
    session_id: 'session789',
    usage_details: { tokens: 1000, model: 'gpt-4' },
  });
  expect([status, body['amount_charged'], body['remaining_wallet_balance']]).toEqual([
    200,
    '2.00',
    '999998.00',
  ]);
});

it('neither resets nor tops up what exists, however often it runs', async () => {
  await api.post('/api/v1/products/gpt-4/prices', { unit_price: '0.003' });
  await Promise.all([seedDemo(service.app), seedDemo(service.app)]);
  await seedDemo(service.app);
  expect((await api.get('/api/v1/wallets/credits/balance?user_id=user123')).body['balance']).toBe(
    '999998.00',
  );
  expect((await api.get('/api/v1/products/gpt-4/prices')).body['prices']).toHaveLength(2);
  expect((await api.get('/api/v1/payment-methods?user_id=user123')).body['payment_methods']).toHaveLength(1);
  expect((await api.get('/api/v1/subscriptions/user/user123')).body['count']).toBe(1);
  expect((await api.get('/api/v1/credits/balance?user_id=user123')).body['total_balance']).toBe('0');
  expect((await api.get('/api/v1/quotas?user_id=user123')).body).toMatchObject({ quotas: [] });
});

it('adds nothing again once its keys are forgotten, not even a card that was removed', async () => {
  const methods = '/api/v1/payment-methods?user_id=user123';
  const forgetful = service.config({ engine: { keyRetentionDays: 1, clockOffsetMs: 2 * 86_400_000 } });
  const purge = new KeyPurge(service.database, new Clock(service.database, forgetful), forgetful);
  expect(await purge.purge()).toBeGreaterThan(0);
  await seedDemo(service.app);
  const [card, ...others] = (await api.get(methods)).body['payment_methods'] as {
    payment_method_id: string;
  }[];
  expect(others).toEqual([]);
  await api.delete(`/api/v1/payment-methods/${card?.payment_method_id}`);
  await purge.purge();
  await seedDemo(service.app);
  expect((await api.get(methods)).body['payment_methods']).toEqual([]);
  expect((await api.get('/api/v1/subscriptions/user/user123')).body['count']).toBe(1);
  expect((await api.get('/api/v1/products/gpt-4/prices')).body['prices']).toHaveLength(2);
  expect((await api.get('/api/v1/wallets?user_id=user123')).body['count']).toBe(1);
});
