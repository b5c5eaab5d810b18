import { describe, expect, it } from '@jest/globals';
import { serviceSuite } from '../../support/service/service-suite.js';

const { api, given } = serviceSuite('pricing');

const pricingOf = (productId: string, query = '') => api.get(`/api/v1/products/${productId}/pricing${query}`);

describe('pricing', () => {
  it('answers in the shape of the platform, amounts as decimal strings', async () => {
    const productId = await given.product(undefined, { unit_price: 0.00003, free_tier_limit: 1000 });
    const { status, body } = await pricingOf(productId);
    expect(status).toBe(200);
    expect(body).toEqual({
      product: {
        product_id: productId,
        name: productId,
        product_type: 'model',
        unit_type: 'token',
        description: null,
        created_at: expect.any(String),
      },
      pricing_model: {
        pricing_model_id: expect.stringMatching(/^price_/),
        pricing_type: 'usage_based',
        unit_type: 'token',
        base_unit_price: '0.00003',
        input_unit_price: null,
        output_unit_price: null,
        dimensions: null,
        currency: 'CREDIT',
        free_tier_limit: '1000',
        free_tier_period: 'monthly',
        effective_from: '1970-01-01T00:00:00.000Z',
        effective_until: null,
        confirmed_at: null,
        is_stale: false,
      },
      subscription_info: null,
      effective_pricing: { base_price: '0', usage_price: '0.00003', is_included: false, discount_rate: '0' },
    });
  });

  it('names the prices of input and output tokens among the dimensions', async () => {
    const dimensions = [
      { name: 'cache_read_tokens', unit_price: '0.0000001' },
      { name: 'input_tokens', unit_price: '0.0000025' },
      { name: 'output_tokens', unit_price: '0.00001' },
    ];
    const productId = await given.product(undefined, { dimensions });
    const { body } = await pricingOf(productId);
    expect(body['pricing_model']).toMatchObject({
      base_unit_price: null,
      input_unit_price: '0.0000025',
      output_unit_price: '0.00001',
      dimensions,
    });
    expect(body['effective_pricing']).toMatchObject({ usage_price: '0.0000025' });
  });

  it('is that of the version that is effective now', async () => {
    const productId = await given.product(undefined, { unit_price: '1' });
    const prices = `/api/v1/products/${productId}/prices`;
    await api.post(prices, { unit_price: '2', effective_from: '2020-01-01', effective_until: '2020-02-01' });
    await api.post(prices, { unit_price: '3', effective_from: '2021-01-01' });
    await api.post(prices, { unit_price: '4', effective_from: '2999-01-01' });
    const { body } = await pricingOf(productId);
    expect(body['effective_pricing']).toMatchObject({ usage_price: '3.00' });
  });

  it('is 404 for an unknown product, one without a price, and one whose price has ended', async () => {
    const ended = await given.product(undefined, { unit_price: '1', effective_until: '2020-01-01' });
    await api.post('/api/v1/products', { product_id: 'bare', name: 'bare' });
    for (const productId of ['unknown', 'bare', ended]) {
      const { status, body } = await pricingOf(productId);
      expect([status, body['code'], body['detail']]).toEqual([
        404,
        'product_pricing_not_found',
        'Product pricing not found',
      ]);
    }
  });

  it("shows the user's subscription that includes the product, and only the user's", async () => {
    const productId = await given.product();
    await api.post('/api/v1/subscriptions', {
      user_id: 'sue',
      plan_id: 'pro-plan',
      subscription_id: 'sub-sue',
      starts_at: '2025-01-15',
      included_products: [{ product_id: productId, included_amount: 5000 }],
    });
    for (const query of [
      '?user_id=sue',
      '?subscription_id=sub-sue',
      '?user_id=sue&subscription_id=sub-sue',
    ]) {
      const { body } = await pricingOf(productId, query);
      expect(body['effective_pricing']).toMatchObject({ is_included: true, usage_price: '0.002' });
      expect(body['subscription_info']).toMatchObject({
        subscription_id: 'sub-sue',
        plan_id: 'pro-plan',
        included_amount: '5000',
        current_period_start: expect.stringMatching(/-15T00:00:00.000Z$/),
      });
    }
    const other = await pricingOf(await given.product(), '?user_id=sue');
    expect(other.body['subscription_info']).toBeNull();
    expect((await pricingOf(productId, '?user_id=tom')).body['subscription_info']).toBeNull();
    for (const query of ['?user_id=tom&subscription_id=sub-sue', '?subscription_id=unknown']) {
      expect((await pricingOf(productId, query)).status).toBe(422);
    }
  });

  it('is the same on the later path', async () => {
    const productId = await given.product();
    const later = await api.get(`/api/v1/product/products/${productId}/pricing?user_id=&subscription_id=`);
    expect([later.status, later.body]).toEqual([200, (await pricingOf(productId)).body]);
  });
});
