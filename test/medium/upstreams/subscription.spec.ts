import { describe, expect, it } from '@jest/globals';
import { SUBSCRIPTIONS as S, subscriptionSuite } from '../../support/upstreams/subscription-suite.js';

const subscription = subscriptionSuite();
const { calls, subscribe, remaining } = subscription;

describe('S1: the balance', () => {
  it('is whole credits of the active subscription', async () => {
    const id = await subscribe();
    expect((await calls.get(`${S}/credits/balance?user_id=u1`)).body).toEqual({
      success: true,
      message: 'Credit balance retrieved',
      user_id: 'u1',
      actor_user_id: 'u1',
      billing_account_type: 'user',
      billing_account_id: 'u1',
      organization_id: null,
      subscription_credits_remaining: 30_000_000,
      subscription_credits_total: 30_000_000,
      subscription_period_end: expect.stringMatching(/Z$/),
      total_credits_available: 30_000_000,
      subscription_id: id,
      tier_code: 'pro',
      tier_name: 'Pro',
    });
  });

  it('is 200 with zeros without one, and 422 without a user', async () => {
    await subscribe({ status: 'canceled' });
    await expect(calls.get(`${S}/credits/balance?user_id=u1`)).resolves.toMatchObject({
      status: 200,
      body: {
        success: true,
        message: 'No active subscription',
        total_credits_available: 0,
        subscription_id: null,
      },
    });
    await expect(calls.get(`${S}/credits/balance`)).resolves.toMatchObject({
      status: 422,
      body: { detail: [{ type: 'missing', loc: ['query', 'user_id'] }] },
    });
  });

  it.each([
    ['free', 1_000_000],
    ['pro', 30_000_000],
    ['max', 100_000_000],
    ['team', 50_000_000],
  ] as const)('of tier %s begins with %d', async (tier_code, credits) => {
    await subscribe({ tier_code });
    expect(await remaining()).toBe(credits);
  });

  it('is the organisation’s where it pays', async () => {
    await subscribe({ organization_id: 'o1', credits: 7 });
    expect(await remaining()).toBe(0);
    const { body } = await calls.get(`${S}/credits/balance?user_id=u2&organization_id=o1`);
    expect(body).toMatchObject({
      total_credits_available: 7,
      billing_account_type: 'organization',
      billing_account_id: 'o1',
    });
    const named = `${S}/credits/balance?user_id=u2&billing_account_type=organization&billing_account_id=o1`;
    expect((await calls.get(named)).body).toMatchObject({ total_credits_available: 7, actor_user_id: 'u2' });
  });
});

describe('S4, S5, S6: subscriptions', () => {
  it('of a user: whole in its envelope, or 200 with success false', async () => {
    const id = await subscribe();
    const { body } = await calls.get(`${S}/user/u1`);
    expect(body).toMatchObject({
      success: true,
      subscription: {
        subscription_id: id,
        user_id: 'u1',
        organization_id: null,
        tier_code: 'pro',
        status: 'active',
        billing_cycle: 'monthly',
        price_paid: '20.0',
        currency: 'USD',
        credits_allocated: 30_000_000,
        credits_used: 0,
        credits_remaining: 30_000_000,
        credits_rolled_over: 0,
        next_billing_date: expect.any(String),
        metadata: {},
      },
    });
    expect(JSON.stringify(body)).not.toMatch(/credits_limit|payment_status|included_products/);
    await expect(calls.get(`${S}/user/nobody`)).resolves.toMatchObject({
      status: 200,
      body: { success: false, message: 'No active subscription found', subscription: null },
    });
  });

  it('in a list that does not know tiers, and by id', async () => {
    const id = await subscribe();
    await subscribe({ user_id: 'u2', tier_code: 'free' });
    expect((await calls.get(`${S}?tier_code=free`)).body).toMatchObject({ total: 2 });
    expect((await calls.get(`${S}?user_id=u1`)).body).toMatchObject({ total: 1 });
    expect((await calls.get(`${S}/${id}`)).body).toMatchObject({ subscription: { user_id: 'u1' } });
    await expect(calls.get(`${S}/sub_unknown`)).resolves.toMatchObject({ status: 404 });
  });
});

it('does not exist at v1', async () => {
  await subscribe();
  await subscription.control.set({ generation: 'v1' });
  await expect(calls.get(`${S}/credits/balance?user_id=u1`)).resolves.toMatchObject({ status: 404 });
});
