import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { serviceSuite } from '../../support/service/service-suite.js';
import { startFakeStripe } from '../../support/outside/stripe.js';
import { seedDemo } from '../../../src/integrations/demo/seed-demo.js';

const { fake, integrations } = await startFakeStripe();
const service = serviceSuite('demo with stripe', { integrations });
const { api } = service;

beforeAll(() => seedDemo(service.app));
afterAll(() => fake.close());

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
