import { afterAll, expect, it } from '@jest/globals';
import { ApiClient } from '../../support/api/api-client.js';
import { testConfig } from '../../support/config.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { startUpstream } from '../../support/upstreams/start-upstream.js';
import { seedDemo } from '../../../src/integrations/demo/seed-demo.js';

const payments = await startUpstream('payment');
const suite = serviceSuite('demo cards');

afterAll(() => payments.stop());

async function cardsOf(api: ApiClient): Promise<string[]> {
  const { body } = await api.get('/api/v1/payment-methods?user_id=user123');
  return (body['payment_methods'] as { token: string }[]).map(({ token }) => token);
}

it('gives the user a card of the payment service in use, once, and leaves that of another alone', async () => {
  await seedDemo(suite.app);
  const { integrations } = testConfig();
  const payment = { client: 'http', url: payments.url, secret: 'internal-secret' } as const;
  const service = await suite.startAnother({ integrations: { ...integrations, payment } });
  await seedDemo(service.app);
  await seedDemo(service.app);
  const there = new ApiClient(service);
  expect(await cardsOf(there)).toEqual(['pm_card_visa']);
  expect(await cardsOf(suite.api)).toEqual(['tok_ok']);

  await there.post('/api/v1/products', { product_id: 'hours', name: 'Hours' });
  await there.post('/api/v1/products/hours/prices', { unit_price: '2', currency: 'USD' });
  const usage = { user_id: 'user123', product_id: 'hours', service_type: 'agent_execution', usage_amount: 3 };
  const charged = await there.post('/api/v1/usage/record', { ...usage, billing_method: 'payment_charge' });
  expect([charged.status, charged.body['amount_charged']]).toEqual([200, '6.00']);
  const { processor } = await payments.control.state();
  expect(processor).toMatchObject([{ cents: 600, captured: true }]);

  for (const [token, rule] of [
    ['tok_ok', 'payment_method'],
    ['', 'text'],
  ]) {
    const refused = await there.post('/api/v1/payment-methods', { user_id: 'bob', token });
    expect([refused.status, refused.body['code']]).toEqual([422, 'validation_failed']);
    expect(refused.body['errors']).toMatchObject([{ field: 'token', rule }]);
  }
});
