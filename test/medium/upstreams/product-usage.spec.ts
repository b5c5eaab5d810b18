import { describe, expect, it } from '@jest/globals';
import { productSuite } from './product-suite.js';

const product = productSuite();
const { calls } = product;

describe('P4: usage', () => {
  const record = (body: object = {}, path = '/api/v1/product/usage/record') =>
    calls.post(path, { user_id: 'u1', product_id: 'gpt-4', usage_amount: 10, request_id: 'r1', ...body });

  it('is recorded anew at each call, whatever the request id', async () => {
    const answers = [await record(), await record()];
    expect(answers[0]?.body).toMatchObject({
      success: true,
      message: expect.any(String),
      usage_record_id: expect.stringMatching(/^usage_[0-9a-f]{16}$/),
      product: { product_id: 'gpt-4' },
      recorded_amount: 10,
      timestamp: expect.any(String),
    });
    expect(new Set(answers.map(({ body }) => body['usage_record_id'])).size).toBe(2);
    expect((await product.control.state()).usage_records).toMatchObject([
      { request_id: 'r1' },
      { request_id: 'r1' },
    ]);
  });

  it('is refused with 200 and success false', async () => {
    const made = await product.control.create({ subscriptions: [{ user_id: 'u1', status: 'past_due' }] });
    const [subscription_id] = made.subscription_ids;
    const refused = [
      await record({ product_id: 'nope' }),
      await record({ subscription_id: 'sub_x' }),
      await record({ subscription_id }),
      await record({ product_id: 'retired' }),
    ];
    expect(refused.map(({ status, body }) => [status, body])).toEqual([
      [200, { success: false, message: 'Product nope not found', usage_record_id: null }],
      [200, { success: false, message: 'Subscription sub_x not found', usage_record_id: null }],
      [
        200,
        { success: false, message: `Subscription ${subscription_id} is not active`, usage_record_id: null },
      ],
      [200, { success: false, message: 'Product retired is not active', usage_record_id: null }],
    ]);
  });

  it('is 422 without its fields, and has another path at v1', async () => {
    await expect(record({ user_id: null })).resolves.toMatchObject({ status: 422 });
    await expect(record({}, '/api/v1/usage/record')).resolves.toMatchObject({ status: 404 });
    await product.control.set({ generation: 'v1' });
    await expect(record({}, '/api/v1/usage/record')).resolves.toMatchObject({ status: 200 });
    await expect(record()).resolves.toMatchObject({ status: 404 });
  });
});

describe('P5, P6: subscriptions and availability', () => {
  it('tell a subscription by id and by user, without what it includes', async () => {
    const made = await calls.post('/api/v1/product/subscriptions', { user_id: 'u1', plan_id: 'pro-plan' });
    expect(made.body).toMatchObject({
      user_id: 'u1',
      organization_id: null,
      plan_id: 'pro-plan',
      plan_tier: 'pro',
      status: 'active',
      billing_cycle: 'monthly',
      usage_this_period: {},
      quota_limits: {},
      metadata: {},
    });
    expect(made.body).not.toHaveProperty('included_products');
    const { subscription_id } = made.body;
    const found = await calls.get(`/api/v1/product/subscriptions/${String(subscription_id)}`);
    expect(found.body).toEqual(made.body);
    const list = await calls.get('/api/v1/product/subscriptions/user/u1?status=active');
    expect(list.body).toEqual([made.body]);
    expect((await calls.get('/api/v1/product/subscriptions/user/u1?status=paused')).body).toEqual([]);
  });

  it('are 404 for an unknown one, and on the path of the other generation', async () => {
    await product.control.create({ subscriptions: [{ user_id: 'u1', subscription_id: 'sub_1' }] });
    await expect(calls.get('/api/v1/product/subscriptions/sub_x')).resolves.toMatchObject({
      status: 404,
      body: { detail: 'Subscription not found' },
    });
    await expect(calls.get('/api/v1/subscriptions/sub_1')).resolves.toMatchObject({ status: 404 });
    await product.control.set({ generation: 'v1' });
    await expect(calls.get('/api/v1/subscriptions/sub_1')).resolves.toMatchObject({ status: 200 });
  });

  it('say whether a product is available, and why not', async () => {
    const available = async (id: string) =>
      (await calls.get(`/api/v1/product/products/${id}/availability?user_id=u1`)).body;
    expect(await available('gpt-4')).toMatchObject({ available: true, product: { product_id: 'gpt-4' } });
    expect(await available('retired')).toEqual({ available: false, reason: expect.any(String) });
    expect(await available('nope')).toEqual({ available: false, reason: expect.any(String) });
  });
});
