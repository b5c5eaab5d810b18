import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PriceRefresh } from '../../../src/integrations/product/remote/price-refresh.service.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { ApiClient } from '../../support/api/api-client.js';
import type { HttpApp } from '../../support/service/http-app.js';
import { ProductUpstream } from '../../support/upstreams/product-upstream.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { waitUntil } from '../../support/wait-until.js';

const upstream = await ProductUpstream.start();
const integrations = upstream.integrations({ refreshIntervalMs: 100 });
const suite = serviceSuite('remote_price_processes', { integrations });
const { api, given } = suite;
let second: HttpApp;
let apis: [ApiClient, ApiClient];

beforeAll(async () => {
  second = await suite.startAnother({ integrations });
  apis = [api, new ApiClient(second)];
});

afterAll(() => upstream.stop());

async function pricesOf(productId: string): Promise<string[]> {
  const { body } = await api.get(`/api/v1/products/${productId}/prices`);
  return ((body['prices'] ?? []) as { unit_price: string }[]).map(({ unit_price }) => unit_price);
}

const record = (n: number, productId: string, userId: string) =>
  (apis[n % 2] as ApiClient).post('/api/v1/usage/record', {
    user_id: userId,
    product_id: productId,
    service_type: 'model_inference',
    usage_amount: 1,
  });

describe('two processes that refresh the same prices', () => {
  it('make one version of each change, whichever of them sees it', async () => {
    const productIds = Array.from({ length: 20 }, () => given.name('shared'));
    for (const productId of productIds) upstream.products.set(productId, { unit_price: '1' });
    await waitUntil('both processes know them', async () => {
      const uses = productIds.flatMap((productId) =>
        apis.map((either) => either.get(`/api/v1/products/${productId}/pricing`)),
      );
      return (await Promise.all(uses)).every(({ status }) => status === 200);
    });
    for (const price of ['2', '3', '4']) {
      for (const productId of productIds) upstream.products.set(productId, { unit_price: price });
      const refreshes = [suite.app, second.app].map((app) => app.get(PriceRefresh));
      await waitUntil(`all prices are ${price}`, async () => {
        await Promise.all(refreshes.map((refresh) => refresh.refresh()));
        const stored = await Promise.all(productIds.map(pricesOf));
        return stored.every((prices) => prices.at(-1) === `${price}.00`);
      });
    }
    const versions = await Promise.all(productIds.map(pricesOf));
    for (const stored of versions) expect(stored).toEqual(['1.00', '2.00', '3.00', '4.00']);
  });

  it('both charge the new price, and neither brings the old one back while answers are late', async () => {
    const productId = given.name('late');
    upstream.products.set(productId, { unit_price: '1' });
    const userId = await given.payer('100');
    await Promise.all([0, 1].map((n) => record(n, productId, userId)));
    const release = upstream.hold();
    const asked = suite.app.get(PriceRefresh).refresh();
    upstream.products.set(productId, { unit_price: '2' });
    release();
    await asked;
    await waitUntil('the change is seen', async () => (await pricesOf(productId)).length === 2);
    const charged = await Promise.all(Array.from({ length: 10 }, (_, n) => record(n, productId, userId)));
    expect(new Set(charged.map(({ body }) => body['amount_charged']))).toEqual(new Set(['2.00']));
    expect(await pricesOf(productId)).toEqual(['1.00', '2.00']);
    expect(await given.walletBalance(userId)).toBe('78.00');
  });

  it('bill usage that waited for a price once', async () => {
    const productId = given.name('waited');
    const userId = await given.payer('100');
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => record(n, productId, userId)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    upstream.products.set(productId, { unit_price: '2' });
    await waitUntil('all is billed', async () => {
      const { body } = await api.get(`/api/v1/billing/records/user/${userId}?status=pending`);
      return body['total_count'] === 0;
    });
    expect(await given.walletBalance(userId)).toBe('20.00');
    expect(await faultsOfBooks(suite.database)).toEqual([]);
  });
});
