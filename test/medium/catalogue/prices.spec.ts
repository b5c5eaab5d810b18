import { describe, expect, it } from '@jest/globals';
import { serviceSuite } from '../../support/service/service-suite.js';

const service = serviceSuite('prices');
const { api, given } = service;

/** A product that has no price yet. */
async function unpriced(): Promise<{ productId: string; prices: string }> {
  const productId = given.name('product');
  await api.post('/api/v1/products', { product_id: productId, name: productId });
  return { productId, prices: `/api/v1/products/${productId}/prices` };
}

describe('prices', () => {
  it('are decimal strings out, however they were written in', async () => {
    const { productId, prices } = await unpriced();
    const added = await api.post(prices, {
      unit_price: 0.5,
      free_tier_limit: '1000.0',
      effective_from: '2025-01-01',
      effective_until: '2026-01-01T00:00:00+02:00',
    });
    expect(added.status).toBe(201);
    expect(added.headers.get('Location')).toBe(prices);
    expect(added.body).toEqual({
      price_id: expect.stringMatching(/^price_[0-9a-f]{32}$/),
      product_id: productId,
      currency: 'CREDIT',
      unit_price: '0.50',
      dimensions: null,
      free_tier_limit: '1000',
      free_tier_period: 'monthly',
      effective_from: '2025-01-01T00:00:00.000Z',
      effective_until: '2025-12-31T22:00:00.000Z',
    });
    expect((await api.get(prices)).body).toEqual({ product_id: productId, prices: [added.body] });
  });

  it('of dimensions keep their order', async () => {
    const { prices } = await unpriced();
    const dimensions = [
      { name: 'output_tokens', unit_price: '0.00001' },
      { name: 'input_tokens', unit_price: '0.0000025' },
    ];
    const added = await api.post(prices, { dimensions, currency: 'USD' });
    expect(added.body).toMatchObject({ unit_price: null, dimensions, currency: 'USD' });
    expect((await api.get(prices)).body['prices']).toEqual([added.body]);
  });

  it('apply from now when no date is given', async () => {
    const { prices } = await unpriced();
    const before = Date.now() - 1_000;
    const { body } = await api.post(prices, { unit_price: '1' });
    expect(Date.parse(String(body['effective_from']))).toBeGreaterThan(before);
    expect(Date.parse(String(body['effective_from']))).toBeLessThan(Date.now() + 1_000);
  });

  it('are never edited: another one from the same date is refused with the id of the first', async () => {
    const { prices } = await unpriced();
    const first = await api.post(prices, { unit_price: '1', effective_from: '1970-01-01T00:00:00Z' });
    const second = await api.post(prices, { unit_price: '2', effective_from: '1970-01-01T00:00:00Z' });
    expect(second.body).toMatchObject({
      status: 409,
      code: 'price_already_exists',
      price_id: first.body['price_id'],
    });
  });

  it('are added once however often the same key comes, written this way or that', async () => {
    const { prices } = await unpriced();
    const first = await api.post(prices, { unit_price: 2 }, 'price-once');
    const again = await api.post(prices, { unit_price: '2.00', currency: 'CREDIT' }, 'price-once');
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect((await api.get(prices)).body['prices']).toHaveLength(1);
  });

  it('hold for the charges that begin after their answer', async () => {
    const { productId, prices } = await unpriced();
    const userId = await given.payer('100');
    const usage = {
      user_id: userId,
      product_id: productId,
      service_type: 'model_inference',
      usage_amount: 10,
    };
    expect((await api.post('/api/v1/usage/record', usage)).body).toMatchObject({ code: 'usage_not_priced' });
    for (const unitPrice of ['1', '2', '0.5']) {
      await api.post(prices, { unit_price: unitPrice });
      const charged = await api.post('/api/v1/usage/record', usage);
      expect(charged.body['amount_charged']).toBe((Number(unitPrice) * 10).toFixed(2));
    }
  });

  it('move the version of the price book, one for each', async () => {
    const { prices } = await unpriced();
    const before = await bookVersion();
    await api.post(prices, { unit_price: '1', effective_from: '2020-01-01' });
    await api.post(prices, { unit_price: '1', effective_from: '2020-01-01' });
    expect((await bookVersion()) - before).toBe(1n);
  });

  it.each([
    ['neither a unit price nor dimensions', {}, 'unit_price'],
    ['both', { unit_price: '1', dimensions: [{ name: 'a', unit_price: '1' }] }, 'unit_price'],
    ['no dimension', { dimensions: [] }, 'dimensions'],
    [
      'too many dimensions',
      { dimensions: Array.from({ length: 17 }, (_, i) => ({ name: `d${i}`, unit_price: 1 })) },
      'dimensions',
    ],
    [
      'a dimension twice',
      {
        dimensions: [
          { name: 'a', unit_price: '1' },
          { name: 'a', unit_price: '2' },
        ],
      },
      'dimensions',
    ],
    [
      'a dimension with a bad name',
      { dimensions: [{ name: 'Input Tokens', unit_price: '1' }] },
      'dimensions.0.name',
    ],
    ['a dimension without a price', { dimensions: [{ name: 'a' }] }, 'dimensions.0.unit_price'],
    ['a negative price', { unit_price: '-1' }, 'unit_price'],
    ['a price with an exponent', { unit_price: '3E-7' }, 'unit_price'],
    ['a currency that nobody has', { unit_price: '1', currency: 'XYZ' }, 'currency'],
    [
      'an end before its beginning',
      { unit_price: '1', effective_from: '2025-02-01', effective_until: '2025-01-01' },
      'effective_until',
    ],
    [
      'an end in the past and no beginning',
      { unit_price: '1', effective_until: '2025-01-01' },
      'effective_until',
    ],
    [
      'a free tier of unknown period',
      { unit_price: '1', free_tier_limit: 1, free_tier_period: 'hourly' },
      'free_tier_period',
    ],
    ['a free tier period without a limit', { unit_price: '1', free_tier_period: 'daily' }, 'free_tier_limit'],
  ])('are refused with %s', async (_, body, field) => {
    const { prices } = await unpriced();
    const refused = await api.post(prices, body);
    expect(refused.status).toBe(422);
    expect((refused.body['errors'] as { field: string }[]).map((error) => error.field)).toContain(field);
    expect((await api.get(prices)).body['prices']).toEqual([]);
  });

  it('of an unknown product are 404', async () => {
    const path = '/api/v1/products/unknown/prices';
    expect((await api.get(path)).body['code']).toBe('product_not_found');
    expect((await api.post(path, { unit_price: '1' })).body).toMatchObject({
      status: 404,
      code: 'product_not_found',
    });
  });
});

async function bookVersion(): Promise<bigint> {
  const { database } = service;
  const [row] = await database.query<{ version: string }>(
    `SELECT version FROM ${database.schema}.price_book`,
  );
  return BigInt(row?.version ?? '0');
}
