import { describe, expect, it } from '@jest/globals';
import { seedDemo } from '../../../src/integrations/demo/seed-demo.js';
import { PriceFreshness } from '../../../src/integrations/product/remote/price-freshness.js';
import { remotePrices } from '../../support/outside/remote-prices.js';
import { waitUntil } from '../../support/wait-until.js';

const { upstream, suite, offered, record, pricesOf, modelOf, recordOf } =
  await remotePrices('remote_prices_away');
const { api, given } = suite;

describe('while the product service is down', () => {
  it('charges the prices that it knows, and marks them when they have become stale', async () => {
    const productId = offered('1');
    const userId = await given.payer('10');
    const fresh = await record(productId, userId, 1);
    expect((await recordOf(fresh.body['billing_id']))['charge_lines']).toEqual([
      expect.not.objectContaining({ is_price_stale: true }),
    ]);

    upstream.isDown = true;
    const usage = { user_id: userId, product_id: productId, service_type: 'other', usage_amount: 1 };
    const quote = async () => (await api.post('/api/v1/billing/calculate', usage)).body;
    await waitUntil('the price is stale', async () => (await quote())['is_price_stale'] === true);
    expect(await modelOf(productId)).toMatchObject({ is_stale: true, base_unit_price: '1.00' });
    const stale = await record(productId, userId, 1);
    expect(stale.body['amount_charged']).toBe('1.00');
    expect(await recordOf(stale.body['billing_id'])).toMatchObject({
      billing_status: 'completed',
      charge_lines: [{ kind: 'priced', is_price_stale: true }],
    });
    const figures = suite.app.get(PriceFreshness).figures;
    expect(figures?.stale).toBeGreaterThan(0);
    expect(figures?.oldestConfirmedAt).toBeLessThan(Date.now() - 1_000);

    upstream.isDown = false;
    await waitUntil('the price is fresh again', async () => (await quote())['is_price_stale'] === false);
  });

  it('keeps usage of an unknown product as pending, and bills it once by itself afterwards', async () => {
    const productId = offered('2');
    const userId = await given.payer('1000');
    upstream.isDown = true;
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => record(productId, userId, n + 1)));
    expect(performance.now() - begun).toBeLessThan(4_000);
    for (const { status, body } of answers) {
      expect([status, body['billing_status'], body['message']]).toEqual([
        202,
        'pending',
        'Usage recorded; the product service could not be asked for the price: it is billed when that answers',
      ]);
    }
    expect(await recordOf(answers[0]?.body['billing_id'])).toMatchObject({
      billing_status: 'pending',
      failure_reason: 'price_unavailable',
    });
    const usage = { user_id: userId, product_id: productId, service_type: 'other', usage_amount: 1 };
    for (const refused of [
      await api.post('/api/v1/billing/calculate', usage),
      await api.get(`/api/v1/products/${productId}/pricing`),
    ]) {
      expect([refused.status, refused.body['code']]).toEqual([503, 'price_unavailable']);
      expect(refused.headers.get('Retry-After')).toBe('1');
    }
    const item = { ...usage, request_id: 'in-a-batch', usage_amount: 11 };
    const batch = await api.post('/api/v1/usage/record/batch', [item]);
    const [result] = batch.body['results'] as { status: number; billing_id: string }[];
    expect(result?.status).toBe(202);
    expect(await given.walletBalance(userId)).toBe('1000.00');

    upstream.isDown = false;
    await waitUntil('all records are billed', async () => {
      const ids = [...answers.map(({ body }) => body['billing_id']), result?.billing_id];
      const records = await Promise.all(ids.map((id) => recordOf(id)));
      return records.every((stored) => stored['billing_status'] === 'completed');
    });
    // 2 × (1 + … + 11)
    expect(await given.walletBalance(userId)).toBe('868.00');
  });
});

describe('the catalogue', () => {
  it('is not changed here, and read from what is stored', async () => {
    const productId = offered('1');
    await modelOf(productId);
    const product = { product_id: 'own', name: 'own' };
    for (const [path, body] of [
      ['/api/v1/products', product],
      [`/api/v1/products/${productId}/prices`, { unit_price: '5' }],
    ] as const) {
      const refused = await api.post(path, body);
      expect([refused.status, refused.body['code'], refused.body['upstream']]).toEqual([
        409,
        'managed_upstream',
        'product',
      ]);
    }
    upstream.isDown = true;
    expect((await api.get(`/api/v1/products/${productId}`)).status).toBe(200);
    expect(await pricesOf(productId)).toHaveLength(1);
  });

  it('gets no product of the demo', async () => {
    await seedDemo(suite.app);
    const { status } = await api.get('/api/v1/products/gpt-4');
    expect(status).toBe(404);
    expect(await given.walletBalance('user123')).toBe('1000000.00');
  });
});
