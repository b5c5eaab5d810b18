import { describe, expect, it } from '@jest/globals';
import { productSuite } from './product-suite.js';

const product = productSuite();
const { calls } = product;

describe('P1: pricing at v1', () => {
  it('is the documented body, whoever asks', async () => {
    await product.control.set({ generation: 'v1' });
    const { body } = await calls.get('/api/v1/products/gpt-4/pricing?user_id=u1&subscription_id=s1');
    expect(body).toEqual({
      product: { product_id: 'gpt-4', name: 'GPT-4', product_type: 'model' },
      pricing_model: {
        pricing_model_id: 'gpt-4-pricing',
        pricing_type: 'usage_based',
        unit_type: 'token',
        input_unit_price: 0.00003,
        output_unit_price: 0.00006,
        currency: 'CREDIT',
        free_tier_limit: 1000,
      },
      subscription_info: null,
      effective_pricing: { base_price: 0, usage_price: 0.00003, is_included: false, discount_rate: 0 },
    });
  });

  it('is 404 for an unknown or unpriced product, and at v2', async () => {
    const path = '/api/v1/products/gpt-4/pricing';
    await expect(calls.get(path)).resolves.toMatchObject({ status: 404, body: { detail: 'Not Found' } });
    await product.control.set({ generation: 'v1' });
    for (const id of ['nope', 'unpriced']) {
      await expect(calls.get(`/api/v1/products/${id}/pricing`)).resolves.toMatchObject({
        status: 404,
        body: { detail: 'Product pricing not found' },
      });
    }
  });
});

describe('P2: pricing at v2', () => {
  it('makes up tiers that contradict the calculation', async () => {
    const { body } = await calls.get(
      '/api/v1/product/products/gpt-4o-mini/pricing?user_id=u1&currency=CREDIT',
    );
    expect(body).toEqual({
      product_id: 'gpt-4o-mini',
      product_name: 'GPT-4o Mini',
      base_price: 0.00015,
      currency: 'USD',
      billing_interval: 'per_token',
      pricing_type: 'usage_based',
      tiers: [
        { tier_name: 'Base', min_units: 0, max_units: 1000, price_per_unit: 0.00015, currency: 'USD' },
        {
          tier_name: 'Standard',
          min_units: 1001,
          max_units: 10_000,
          price_per_unit: 0.0001,
          currency: 'USD',
        },
        { tier_name: 'Premium', min_units: 10_001, max_units: null, price_per_unit: 0.0001, currency: 'USD' },
      ],
      features: [],
      quota_limits: {},
    });
  });

  it('is 404 for an unknown product, and at v1', async () => {
    await expect(calls.get('/api/v1/product/products/nope/pricing')).resolves.toMatchObject({ status: 404 });
    await product.control.set({ generation: 'v1' });
    await expect(calls.get('/api/v1/product/products/gpt-4/pricing')).resolves.toMatchObject({ status: 404 });
  });
});

describe('P3: calculation', () => {
  const calculate = (body: object) => calls.post('/api/v1/pricing/calculate', body);

  it('answers strings, with an exponent where Python writes one, and the total to eight decimals', async () => {
    expect((await calculate({ product_id: 'gpt-4o-mini', quantity: 1000 })).body).toMatchObject({
      product_id: 'gpt-4o-mini',
      quantity: '1000',
      unit_type: 'token',
      unit_price: '3E-7',
      total_price: '0.00030000',
      total_cost: '0.00030000',
      currency: 'USD',
      pricing_found: true,
      pricing_model_id: 'pricing_gpt_4o_mini_base',
      tier_name: 'base',
      tier_breakdown: [{ tier_name: 'base', unit_price: '3E-7', currency: 'USD' }],
      plan_discount_applied: false,
      plan_discount_amount: '0',
    });
  });

  it.each([
    ['0', '0E-8'],
    ['0.01', '0E-8'],
    ['0.016', '0E-8'],
    ['0.0167', '1E-8'],
    ['1', '3.0E-7'],
    ['37', '0.00001110'],
  ])('of %s at 3e-7 is %s: half up', async (quantity, total) => {
    expect((await calculate({ product_id: 'gpt-4o-mini', quantity })).body['total_cost']).toBe(total);
  });

  it('falls back to the product’s own price, and says that it found none', async () => {
    expect((await calculate({ product_id: 'plain', quantity: '2.5' })).body).toMatchObject({
      unit_price: '0.01',
      total_cost: '0.02500000',
      currency: 'EUR',
      pricing_found: false,
    });
    const other = await calculate({ product_id: 'gpt-4o-mini', quantity: 1, tier_code: 'gold' });
    expect(other.body).toMatchObject({ unit_price: '0.00015', pricing_found: false });
  });

  it('is 404 without product or price, 422 with a bad quantity, and not there at v1', async () => {
    await expect(calculate({ product_id: 'nope', quantity: 1 })).resolves.toMatchObject({
      status: 404,
      body: { detail: 'Product not found' },
    });
    await expect(calculate({ product_id: 'unpriced', quantity: 1 })).resolves.toMatchObject({
      status: 404,
      body: { detail: 'Pricing definition not found' },
    });
    await expect(calculate({ product_id: 'gpt-4o-mini', quantity: -1 })).resolves.toMatchObject({
      status: 422,
    });
    await product.control.set({ generation: 'v1' });
    await expect(calculate({ product_id: 'gpt-4o-mini', quantity: 1 })).resolves.toMatchObject({
      status: 404,
    });
  });

  it('follows a price that has changed', async () => {
    await product.control.create({ products: [{ product_id: 'gpt-4o-mini', unit_price: '0.0000004' }] });
    expect((await calculate({ product_id: 'gpt-4o-mini', quantity: 1 })).body['unit_price']).toBe('4E-7');
  });
});
