import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Upstreams } from '../../../src/integrations/upstream/upstreams.js';
import { ProductUpstream } from '../../support/upstreams/product-upstream.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { startUpstream } from '../../support/upstreams/start-upstream.js';
import { waitUntil } from '../../support/wait-until.js';

const FAKES = {
  v1: await startUpstream('product', { generation: 'v1' }),
  v2: await startUpstream('product', { generation: 'v2' }),
};

afterAll(() => Promise.all(Object.values(FAKES).map((fake) => fake.stop())));

/** What says the price of a unit there. */
const FIELD = { v1: 'base_unit_price', v2: 'unit_price' };

describe.each(['v1', 'v2'] as const)('the product service of generation %s', (generation) => {
  const { url, control } = FAKES[generation];
  const integrations = { ...ProductUpstream.configured(url, { staleAfterMs: 1_000 }), generation };
  const suite = serviceSuite(`prices_of_${generation}`, { integrations });
  const { api, given } = suite;

  beforeEach(async () => {
    await control.up();
    await control.clearFaults();
    await waitUntil('its breaker closes', () => !suite.app.get(Upstreams).http('product').isOpen);
  });

  async function offer(unitPrice: number, productId = given.name('offered')): Promise<string> {
    const product = { product_id: productId, currency: 'CREDIT' as const, [FIELD[generation]]: unitPrice };
    await control.create({ products: [product] });
    return productId;
  }

  const record = (productId: string, userId: string, amount = 1) =>
    api.post('/api/v1/usage/record', {
      user_id: userId,
      product_id: productId,
      service_type: 'model_inference',
      usage_amount: amount,
    });

  async function priceOf(productId: string): Promise<unknown> {
    const { body } = await api.get(`/api/v1/products/${productId}/pricing`);
    return (body['pricing_model'] as Record<string, unknown> | undefined)?.['base_unit_price'];
  }

  it('is charged exactly, whatever notation it answers in, and follows its changes', async () => {
    const productId = await offer(3e-7);
    const userId = await given.payer('10');
    const first = await record(productId, userId, 1000);
    expect([first.status, first.body['amount_charged']]).toEqual([200, '0.0003']);
    await offer(0.5, productId);
    await waitUntil('the change is seen', async () => (await priceOf(productId)) === '0.50');
    const second = await record(productId, userId, 2);
    expect(second.body['amount_charged']).toBe('1.00');
    expect(await given.walletBalance(userId)).toBe('8.9997');
  });

  it('that costs 0 is charged 0; without a price it is not charged', async () => {
    const userId = await given.payer('1');
    expect((await record(await offer(0), userId)).body['amount_charged']).toBe('0');
    const productId = given.name('unpriced');
    await control.create({
      products: [{ product_id: productId, ...(generation === 'v2' && { base_price: 1 }) }],
    });
    const { status, body } = await record(productId, userId);
    expect([status, body['code']]).toEqual([400, 'usage_not_priced']);
  });

  it.each(['garbage_before', 'error_before', 'reset_before', 'rate_limited', 'timeout_before'] as const)(
    'that answers with %s changes no price, and records usage all the same',
    async (kind) => {
      const known = await offer(1);
      const userId = await given.payer('10');
      await record(known, userId);
      await offer(2, known);
      const unknown = await offer(1);
      await control.addFault({ kind, path: '/api/**' });
      const [charged, unpriced] = await Promise.all([record(known, userId), record(unknown, userId)]);
      expect(charged.status).toBe(200);
      expect([unpriced.status, unpriced.body['billing_status']]).toEqual([202, 'pending']);
      await control.clearFaults();
      await waitUntil('what waited is billed', async () => {
        const { body } = await api.get(`/api/v1/billing/records/user/${userId}?status=pending`);
        return body['total_count'] === 0;
      });
      await waitUntil('the change is seen', async () => (await priceOf(known)) === '2.00');
    },
    20_000,
  );

  it('that is down is not missed: known prices are charged, and marked in the end', async () => {
    const productId = await offer(1);
    const userId = await given.payer('10');
    await record(productId, userId);
    await control.down();
    const usage = { user_id: userId, product_id: productId, service_type: 'other', usage_amount: 1 };
    const quote = async () => (await api.post('/api/v1/billing/calculate', usage)).body;
    await waitUntil('its price is stale', async () => (await quote())['is_price_stale'] === true);
    expect((await record(productId, userId)).body['amount_charged']).toBe('1.00');
    await control.up();
    await waitUntil('its price is fresh again', async () => (await quote())['is_price_stale'] === false);
  });
});
