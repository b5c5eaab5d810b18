import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decimal } from '../../../src/domain/decimal.js';
import { seedDemo } from '../../../src/integrations/demo/seed-demo.js';
import { PriceFreshness } from '../../../src/integrations/product/remote/price-freshness.js';
import { PriceIntake } from '../../../src/integrations/product/remote/price-intake.js';
import { Upstreams } from '../../../src/integrations/upstream/upstreams.js';
import { ProductUpstream } from '../../support/product-upstream.js';
import { serviceSuite } from '../../support/service-suite.js';
import { waitUntil } from '../../support/wait-until.js';

const upstream = await ProductUpstream.start();
const suite = serviceSuite('remote_prices', {
  integrations: upstream.integrations({ staleAfterMs: 1_000 }),
});
const { api, given } = suite;

afterAll(() => upstream.stop());

beforeEach(async () => {
  upstream.isDown = false;
  await waitUntil('its breaker closes', () => !suite.app.get(Upstreams).http('product').isOpen);
});

/** A product of the upstream at this price, not asked for yet. */
function offered(unitPrice: string | null, more: object = {}): string {
  const productId = given.name('remote');
  upstream.products.set(productId, { unit_price: unitPrice, ...more });
  return productId;
}

const record = (productId: string, userId: string, amount: number | string, more: object = {}) =>
  api.post('/api/v1/usage/record', {
    user_id: userId,
    product_id: productId,
    service_type: 'model_inference',
    usage_amount: amount,
    ...more,
  });

interface StoredPrice {
  readonly unit_price: string;
  readonly effective_from: string;
}

async function pricesOf(productId: string): Promise<StoredPrice[]> {
  const { body } = await api.get(`/api/v1/products/${productId}/prices`);
  return (body['prices'] ?? []) as StoredPrice[];
}

async function modelOf(productId: string): Promise<Record<string, unknown>> {
  const { body } = await api.get(`/api/v1/products/${productId}/pricing`);
  return body['pricing_model'] as Record<string, unknown>;
}

const confirmedAt = async (productId: string): Promise<number> =>
  Date.parse((await modelOf(productId))['confirmed_at'] as string);

async function recordOf(billingId: unknown): Promise<Record<string, unknown>> {
  return (await api.get(`/api/v1/billing/record/${String(billingId)}`)).body;
}

describe('a product that is used for the first time', () => {
  it('is asked for once, however many wait for its price, and charged exactly', async () => {
    const productId = offered('3E-7');
    const userId = await given.payer('1');
    const answers = await Promise.all(Array.from({ length: 20 }, () => record(productId, userId, 1000)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await given.walletBalance(userId)).toBe('0.994');
    const asked = upstream.questions.filter((question) => question === `${productId} 1`);
    // One by the charges, and perhaps one by the refresh since.
    expect(asked.length).toBeLessThanOrEqual(2);
    expect((await api.get(`/api/v1/products/${productId}`)).body).toMatchObject({
      name: `The ${productId}`,
      product_type: 'model',
      unit_type: 'token',
    });
    expect(await pricesOf(productId)).toMatchObject([
      { unit_price: '0.0000003', effective_from: '1970-01-01T00:00:00.000Z' },
    ]);
  });

  it('is asked for by a calculation, by a reading and by a batch as well', async () => {
    const userId = await given.payer('100');
    const usage = { user_id: userId, service_type: 'other', usage_amount: 2 };
    const quote = await api.post('/api/v1/billing/calculate', { ...usage, product_id: offered('0.5') });
    expect(quote.body).toMatchObject({ total_cost: '1.00', is_price_stale: false });
    expect(await modelOf(offered('0.25'))).toMatchObject({ base_unit_price: '0.25', is_stale: false });
    const items = [offered('1'), offered('2')].map((product_id, n) => ({
      ...usage,
      product_id,
      request_id: `item-${n}`,
    }));
    const batch = await api.post('/api/v1/usage/record/batch', items);
    expect(batch.body).toMatchObject({ total: 2, completed: 2 });
    expect(await given.walletBalance(userId)).toBe('94.00');
  });

  it('that costs 0 is charged 0, and one without a price is kept as pending', async () => {
    const userId = await given.payer('5');
    const free = await record(offered('0E-8'), userId, 10);
    expect([free.status, free.body['amount_charged']]).toEqual([200, '0']);
    for (const productId of [
      offered(null),
      offered('0.5', { pricing_found: false }),
      given.name('unheard-of'),
    ]) {
      const { status, body } = await record(productId, userId, 10);
      expect([status, body['code']]).toEqual([400, 'usage_not_priced']);
      expect(await recordOf(body['billing_id'])).toMatchObject({
        billing_status: 'pending',
        total_amount: '0',
      });
    }
    expect(await given.walletBalance(userId)).toBe('5.00');
  });

  it('whose price cannot be said here is refused with its reason, and never read as 0', async () => {
    const tier = { tier_name: 'base', unit_price: '1', currency: 'CREDIT' };
    const productId = offered('1', { tier_breakdown: [tier, { ...tier, unit_price: '0.5' }] });
    const { status, body } = await record(productId, await given.payer('5'), 1);
    expect([status, body['code']]).toEqual([400, 'usage_not_priced']);
    const rows = await suite.database.query(
      `SELECT state, reason, price_id FROM ${suite.database.schema}.upstream_prices WHERE product_id = $1`,
      [productId],
    );
    expect(rows).toEqual([{ state: 'refused', reason: expect.stringContaining('tiers'), price_id: null }]);
    await waitUntil(
      'the refusal is counted',
      () => (suite.app.get(PriceFreshness).figures?.unusable ?? 0) > 0,
    );

    upstream.products.set(productId, { unit_price: '2' });
    await waitUntil(
      'the record is billed',
      async () => (await recordOf(body['billing_id']))['billing_status'] === 'completed',
    );
    expect(await recordOf(body['billing_id'])).toMatchObject({ total_amount: '2.00' });
  });
});

describe('a price that changes there', () => {
  it('is a new version from then on; what was used before costs what it did', async () => {
    const productId = offered('1');
    const userId = await given.payer('100');
    await record(productId, userId, 1);
    const before = new Date().toISOString();
    upstream.products.set(productId, { unit_price: '3' });
    await waitUntil('the change is seen', async () => (await pricesOf(productId)).length === 2);
    const [first, second] = await pricesOf(productId);
    expect([first?.unit_price, second?.unit_price]).toEqual(['1.00', '3.00']);
    expect(Date.parse(second?.effective_from as string)).toBeGreaterThanOrEqual(Date.parse(before));

    const now = await record(productId, userId, 1);
    const then = await record(productId, userId, 1, { usage_timestamp: before });
    expect([now.body['amount_charged'], then.body['amount_charged']]).toEqual(['3.00', '1.00']);
    expect(await given.walletBalance(userId)).toBe('95.00');
  });

  it('and one that does not is confirmed and nothing else', async () => {
    const productId = offered('1');
    const first = await confirmedAt(productId);
    await waitUntil('the price is confirmed again', async () => (await confirmedAt(productId)) > first);
    expect(await pricesOf(productId)).toHaveLength(1);
  });

  it('does not come back by an answer that was asked for before', async () => {
    const productId = offered('1');
    const askedAt = await confirmedAt(productId);
    upstream.products.set(productId, { unit_price: '2' });
    await waitUntil('the change is seen', async () => (await pricesOf(productId)).length === 2);
    await suite.app.get(PriceIntake).take(productId, reading(productId, '1'), askedAt);
    expect(await pricesOf(productId)).toHaveLength(2);
  });

  it('into one that cannot be said here leaves the last one in use, and marks it at once', async () => {
    const productId = offered('1');
    const userId = await given.payer('5');
    await record(productId, userId, 1);
    upstream.products.set(productId, { unit_price: '2', plan_discount_applied: true });
    await waitUntil('the price is marked', async () => (await modelOf(productId))['is_stale'] === true);
    const { status, body } = await record(productId, userId, 1);
    expect([status, body['amount_charged']]).toEqual([200, '1.00']);
  });
});

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
    expect(new Set(answers.map(({ body }) => body['code']))).toEqual(new Set(['usage_not_priced']));
    expect(await given.walletBalance(userId)).toBe('1000.00');

    upstream.isDown = false;
    await waitUntil('all records are billed', async () => {
      const records = await Promise.all(answers.map(({ body }) => recordOf(body['billing_id'])));
      return records.every((stored) => stored['billing_status'] === 'completed');
    });
    // 2 × (1 + … + 10)
    expect(await given.walletBalance(userId)).toBe('890.00');
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

function reading(productId: string, unitPrice: string) {
  return {
    kind: 'priced',
    product: { productId, name: productId, productType: 'model', unitType: 'token' },
    terms: {
      currency: 'CREDIT',
      unitPrice: decimal(unitPrice),
      dimensions: null,
      freeTier: null,
      effectiveUntil: null,
    },
  } as const;
}
