import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ApiClient } from '../../support/api-client.js';
import { testConfig } from '../../support/config.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { type HttpApp, startHttpApp } from '../../support/http-app.js';
import { type FakeStripe, startFakeStripe } from '../../support/stripe.js';
import { seedDemo } from '../../../src/integrations/demo/seed-demo.js';

let stripe: FakeStripe;
let database: TestDatabase;
let service: HttpApp;
let api: ApiClient;

beforeAll(async () => {
  stripe = await startFakeStripe();
  database = await createTestDatabase('demo with stripe');
  const integrations = { ...testConfig().integrations, ...stripe.integrations };
  service = await startHttpApp(database.config({ integrations }));
  api = new ApiClient(service);
  await seedDemo(service.app);
});

afterAll(async () => {
  await service?.close();
  await stripe?.fake.close();
  await database?.drop();
});

it('gives the user no card of the sandbox, so that the one saved at Stripe is charged', async () => {
  const saved = { user_id: 'user123', token: 'pm_card_visa' };
  expect((await api.post('/api/v1/payment-methods', saved)).status).toBe(201);
  await api.post('/api/v1/products', { product_id: 'hours', name: 'Hours' });
  await api.post('/api/v1/products/hours/prices', { unit_price: '2', currency: 'USD' });
  const { status, body } = await api.post('/api/v1/usage/record', {
    user_id: 'user123',
    product_id: 'hours',
    service_type: 'agent_execution',
    usage_amount: 3,
    billing_method: 'payment_charge',
  });
  expect([status, body['billing_status'], body['amount_charged']]).toEqual([200, 'completed', '6.00']);
});
