import { describe, expect, it } from '@jest/globals';
import { serviceSuite } from '../../support/service/service-suite.js';

const { api, given } = serviceSuite('subscriptions');

const SUBSCRIPTIONS = '/api/v1/subscriptions';

describe('subscriptions', () => {
  it("are created in the platform's shape, with the period that contains this moment", async () => {
    const created = await api.post(SUBSCRIPTIONS, {
      user_id: 'ann',
      plan_id: 'pro-plan',
      plan_tier: 'pro',
      subscription_id: 'sub-ann',
      organization_id: '',
      starts_at: '2024-01-31T10:00:00Z',
      included_products: [{ product_id: 'alpha', included_amount: '1000.50' }],
      metadata: { seats: 3 },
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('Location')).toBe(`${SUBSCRIPTIONS}/sub-ann`);
    expect(created.body).toEqual({
      subscription_id: 'sub-ann',
      user_id: 'ann',
      organization_id: null,
      billing_account_type: 'user',
      billing_account_id: 'ann',
      plan_id: 'pro-plan',
      plan_tier: 'pro',
      status: 'active',
      billing_cycle: 'monthly',
      current_period_start: expect.stringMatching(/-(28|29|30|31)T10:00:00.000Z$/),
      current_period_end: expect.stringMatching(/-(28|29|30|31)T10:00:00.000Z$/),
      included_products: [{ product_id: 'alpha', included_amount: '1000.5' }],
      metadata: { seats: 3 },
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    });
    const { current_period_start: start, current_period_end: end } = created.body as Record<string, string>;
    expect(Date.parse(String(start))).toBeLessThanOrEqual(Date.now());
    expect(Date.parse(String(end))).toBeGreaterThan(Date.now());
    for (const path of ['subscriptions', 'product/subscriptions']) {
      expect((await api.get(`/api/v1/${path}/sub-ann`)).body).toEqual(created.body);
    }
  });

  it('that have not begun show their first period, and one-time ones no end', async () => {
    const later = await api.post(SUBSCRIPTIONS, {
      user_id: 'bob',
      plan_id: 'p',
      starts_at: '2999-01-01',
      billing_cycle: 'yearly',
    });
    expect(later.body).toMatchObject({
      current_period_start: '2999-01-01T00:00:00.000Z',
      current_period_end: '3000-01-01T00:00:00.000Z',
    });
    const once = await api.post(SUBSCRIPTIONS, { user_id: 'bob', plan_id: 'p', billing_cycle: 'one_time' });
    expect(once.body['current_period_end']).toBeNull();
  });

  it('get an id when the client names none, the same for a retry', async () => {
    const first = await api.post(SUBSCRIPTIONS, { user_id: 'cy', plan_id: 'p' }, 'sub-key');
    const again = await api.post(SUBSCRIPTIONS, { user_id: 'cy', plan_id: 'p' }, 'sub-key');
    expect(first.body['subscription_id']).toMatch(/^sub_[0-9a-f]{32}$/);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    const other = await api.post(SUBSCRIPTIONS, { user_id: 'cy', plan_id: 'p' });
    expect(other.body['subscription_id']).not.toBe(first.body['subscription_id']);
  });

  it('are refused under an id that anyone has', async () => {
    await api.post(SUBSCRIPTIONS, { user_id: 'dora', plan_id: 'p', subscription_id: 'taken' });
    const users = ['dora', ...Array.from({ length: 8 }, (_, index) => `thief-${index}`)];
    for (const userId of users) {
      const { status, body } = await api.post(SUBSCRIPTIONS, {
        user_id: userId,
        plan_id: 'p',
        subscription_id: 'taken',
      });
      expect([status, body['code']]).toEqual([409, 'subscription_already_exists']);
    }
    expect((await api.get(`${SUBSCRIPTIONS}/taken`)).body['user_id']).toBe('dora');
  });

  it('are listed by user, oldest first, and by status', async () => {
    for (const id of ['eve-1', 'eve-2']) {
      await api.post(SUBSCRIPTIONS, { user_id: 'eve', plan_id: 'p', subscription_id: id });
    }
    const { body } = await api.get(`${SUBSCRIPTIONS}/user/eve`);
    expect(body).toMatchObject({
      count: 2,
      subscriptions: [{ subscription_id: 'eve-1' }, { subscription_id: 'eve-2' }],
    });
    expect((await api.get(`${SUBSCRIPTIONS}/user/eve?status=active`)).body['count']).toBe(2);
    expect((await api.get(`${SUBSCRIPTIONS}/user/eve?status=canceled`)).body['count']).toBe(0);
    expect((await api.get(`${SUBSCRIPTIONS}/user/eve?status=gone`)).status).toBe(422);
  });

  it('cover the usage of their products until the quantity is used up', async () => {
    const productId = await given.product(undefined, { unit_price: '0.5' });
    const userId = await given.payer('100');
    const created = await api.post(SUBSCRIPTIONS, {
      user_id: userId,
      plan_id: 'p',
      included_products: [{ product_id: productId, included_amount: 15 }],
    });
    const usage = {
      user_id: userId,
      product_id: productId,
      service_type: 'model_inference',
      usage_amount: 10,
      subscription_id: created.body['subscription_id'],
    };
    const first = await api.post('/api/v1/usage/record', usage);
    expect(first.body).toMatchObject({ amount_charged: '0', billing_method_used: 'subscription_included' });
    const second = await api.post('/api/v1/usage/record', usage);
    expect(second.body).toMatchObject({ amount_charged: '2.50', billing_method_used: 'wallet_deduction' });
  });

  it('are 404 when unknown, and 422 when malformed', async () => {
    expect((await api.get(`${SUBSCRIPTIONS}/unknown`)).body).toMatchObject({
      status: 404,
      detail: 'Subscription not found',
    });
    const twice = [
      { product_id: 'a', included_amount: 1 },
      { product_id: 'a', included_amount: 2 },
    ];
    for (const [field, body] of [
      ['user_id', { plan_id: 'p' }],
      ['plan_id', { user_id: 'u' }],
      ['billing_cycle', { user_id: 'u', plan_id: 'p', billing_cycle: 'weekly' }],
      ['included_products', { user_id: 'u', plan_id: 'p', included_products: twice }],
      [
        'included_products.0.included_amount',
        { user_id: 'u', plan_id: 'p', included_products: [{ product_id: 'a' }] },
      ],
      ['billing_account_id', { user_id: 'u', plan_id: 'p', billing_account_type: 'organization' }],
    ] as const) {
      const refused = await api.post(SUBSCRIPTIONS, body);
      expect(refused.status).toBe(422);
      expect((refused.body['errors'] as { field: string }[]).map((error) => error.field)).toEqual([field]);
    }
  });
});
