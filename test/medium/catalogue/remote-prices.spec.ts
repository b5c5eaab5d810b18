import { describe, expect, it } from '@jest/globals';
import { decimal } from '../../../src/domain/decimal.js';
import { PriceFreshness } from '../../../src/integrations/product/remote/price-freshness.js';
import { PriceIntake } from '../../../src/integrations/product/remote/price-intake.js';
import { remotePrices } from '../../support/outside/remote-prices.js';
import { waitUntil } from '../../support/wait-until.js';

const { upstream, suite, offered, record, pricesOf, modelOf, confirmedAt, recordOf } =
  await remotePrices('remote_prices');
const { api, given } = suite;

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
