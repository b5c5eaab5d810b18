import { expect, it } from '@jest/globals';
import { PRINTED_QUOTE } from '../../support/api/printed-quote.js';
import { serviceSuite } from '../../support/service/service-suite.js';

const { api, given } = serviceSuite('calculate');

const CALCULATE = '/api/v1/billing/calculate';

it("answers the specification's example as it prints it", async () => {
  await given.product('gpt-4');
  const userId = await given.payer('1000000');
  await given.card(userId, 'tok_ok');
  const { status, headers, body } = await api.post(CALCULATE, {
    user_id: userId,
    product_id: 'gpt-4',
    service_type: 'model_inference',
    usage_amount: 1000,
  });
  expect(status).toBe(200);
  expect(headers.get('Idempotency-Key')).toBeNull();
  expect(JSON.stringify(body)).toMatch(JSON.stringify(PRINTED_QUOTE).slice(0, -1));
  expect(body).toMatchObject({ wallet_balance: '1000000.00', free_tier_remaining: null });
});

it('makes nothing: no owner, no account, no wallet', async () => {
  const productId = await given.product();
  const body = { user_id: 'nobody', product_id: productId, usage_amount: '1.5' };
  const quote = await api.post(CALCULATE, body);
  expect(quote.status).toBe(200);
  expect(quote.body).toMatchObject({ total_cost: '0.003', wallet_balance: null });
  expect((await api.get('/api/v1/wallets?user_id=nobody')).body['wallets']).toEqual([]);
});

it('quotes what the charge then costs, free tier and all', async () => {
  const productId = await given.product(undefined, {
    unit_price: '0.002',
    free_tier_limit: 300,
    free_tier_period: 'monthly',
  });
  const userId = await given.payer('10');
  const usage = {
    user_id: userId,
    product_id: productId,
    service_type: 'model_inference',
    usage_amount: 1000,
  };
  const quote = await api.post(CALCULATE, usage);
  expect(quote.body).toMatchObject({ total_cost: '1.40', is_free_tier: false, free_tier_remaining: '300' });
  const charge = await api.post('/api/v1/usage/record', usage);
  expect(charge.body['amount_charged']).toBe('1.40');
  expect((await api.post(CALCULATE, usage)).body).toMatchObject({
    total_cost: '2.00',
    free_tier_remaining: '0',
  });
});

it("is 404 with the specification's sentence when the product has no price", async () => {
  const { status, body } = await api.post(CALCULATE, {
    user_id: 'u',
    product_id: 'nothing',
    usage_amount: 1,
  });
  expect([status, body['code'], body['detail']]).toEqual([
    404,
    'product_pricing_not_found',
    'Product pricing not found',
  ]);
});
