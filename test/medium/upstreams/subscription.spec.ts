import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SubscriptionOrder } from '../../../upstreams/subscription/create-subscriptions.js';
import { startUpstream, type Upstream } from '../../support/upstreams.js';
import { Calls } from './calls.js';

const S = '/api/v1/subscriptions';

let subscription: Upstream<'subscription'>;
let calls: Calls;

beforeAll(async () => {
  subscription = await startUpstream('subscription');
  calls = new Calls(subscription.url);
});

beforeEach(async () => {
  await subscription.control.reset();
  await subscription.control.set({ generation: 'v2', window_ms: 2 });
});

afterAll(() => subscription?.stop());

async function subscribe(order: Partial<SubscriptionOrder> = {}): Promise<string> {
  const made = await subscription.control.create({ subscriptions: [{ user_id: 'u1', ...order }] });
  return made.subscription_ids[0] ?? '';
}

const consume = (body: object = {}) =>
  calls.post(`${S}/credits/consume`, {
    user_id: 'u1',
    credits_to_consume: 30,
    service_type: 'model_inference',
    ...body,
  });

const reserve = (body: object = {}) =>
  calls.post(`${S}/credits/reserve`, { user_id: 'u1', estimated_credits: 100, ...body });

const remaining = async (userId = 'u1') =>
  (await calls.get(`${S}/credits/balance?user_id=${userId}`)).body['total_credits_available'];

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

describe('S2: consume', () => {
  it('takes whole credits and tells no transaction', async () => {
    const id = await subscribe();
    const answer = await consume({ usage_record_id: 'bill_1', metadata: { billing_id: 'bill_1' } });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        success: true,
        credits_consumed: 30,
        credits_remaining: 29_999_970,
        subscription_id: id,
        consumed_from: 'subscription',
        billing_account_type: 'user',
        billing_account_id: 'u1',
      },
    });
    expect(answer.body).not.toHaveProperty('transaction_id');
    expect((await subscription.control.state()).movements).toMatchObject([
      { kind: 'consume', credits: -30, usage_record_id: 'bill_1', metadata: { billing_id: 'bill_1' } },
    ]);
  });

  it('is 402 with too few, 404 without a subscription', async () => {
    await expect(consume()).resolves.toMatchObject({
      status: 404,
      body: { detail: 'No active subscription found' },
    });
    await subscribe({ credits: 29 });
    await expect(consume()).resolves.toMatchObject({
      status: 402,
      body: { detail: 'Insufficient credits. Available: 29, Requested: 30' },
    });
  });

  it.each([
    { credits_to_consume: 0 },
    { credits_to_consume: 1.5 },
    { credits_to_consume: 'one' },
    { service_type: 7 },
  ])('refuses %j with 422', async (body) => {
    await subscribe();
    await expect(consume(body)).resolves.toMatchObject({ status: 422 });
  });

  it('is not idempotent: the same usage record twice takes twice', async () => {
    await subscribe({ credits: 100 });
    await consume({ usage_record_id: 'bill_1' });
    await consume({ usage_record_id: 'bill_1' });
    expect(await remaining()).toBe(40);
  });

  it('never takes more than there is: who loses the race gets 200 with success false', async () => {
    await subscription.control.set({ window_ms: 600 });
    await subscribe({ credits: 100 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => consume({ credits_to_consume: 10 })));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const taken = answers.filter(({ body }) => body['success'] === true);
    expect(taken).toHaveLength(10);
    expect(answers.find(({ body }) => body['success'] === false)?.body).toMatchObject({
      message: 'Failed to consume credits',
      credits_consumed: 0,
    });
    expect(await remaining()).toBe(0);
  });

  it('loses a race when it is told to', async () => {
    await subscribe({ credits: 100 });
    await subscription.control.set({ races_to_lose: 1 });
    await expect(consume()).resolves.toMatchObject({ status: 200, body: { success: false } });
    await expect(consume()).resolves.toMatchObject({
      status: 200,
      body: { success: true, credits_remaining: 70 },
    });
  });

  it('has no way back but the operator’s', async () => {
    const id = await subscribe({ credits: 100 });
    await consume();
    const path = `${S}/admin/${id}/credits?credits=30&reason=refund`;
    await expect(calls.post(path)).resolves.toMatchObject({ status: 403 });
    const operator = new Calls(subscription.url, { 'x-admin-role': 'true' });
    await expect(operator.post(path)).resolves.toMatchObject({
      status: 200,
      body: { previous_credits: 70, new_credits: 100, adjustment: 30 },
    });
    await expect(calls.post(`${S}/credits/refund`, {})).resolves.toMatchObject({ status: 404 });
  });
});

describe('S3: reserve, reconcile, release', () => {
  it('sets credits aside, takes what was used and gives the rest back', async () => {
    const id = await subscribe({ credits: 1000 });
    const reserved = await reserve({ request_id: 'r1', model: 'gpt-4' });
    expect(reserved).toMatchObject({
      status: 200,
      body: {
        success: true,
        reservation_id: expect.stringMatching(/^res_/),
        credits_reserved: 100,
        credits_remaining: 900,
        subscription_id: id,
      },
    });
    const { reservation_id } = reserved.body;
    const reconciled = await calls.post(`${S}/credits/reconcile`, { reservation_id, actual_credits: 60 });
    expect(reconciled).toMatchObject({
      status: 200,
      body: {
        success: true,
        reservation_id,
        credits_consumed: 60,
        credits_refunded: 40,
        credits_remaining: 940,
      },
    });
  });

  it('gives everything back on release', async () => {
    await subscribe({ credits: 1000 });
    const { reservation_id } = (await reserve()).body;
    const released = await calls.post(`${S}/credits/release`, { reservation_id });
    expect(released.body).toMatchObject({ success: true, credits_released: 100, credits_remaining: 1000 });
  });

  it('reserves once under one request id, however often and however concurrently, also after its end', async () => {
    await subscribe({ credits: 1000 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => reserve({ request_id: 'r1' })));
    const ids = new Set(answers.map(({ body }) => body['reservation_id']));
    expect(ids.size).toBe(1);
    const [reservation_id] = ids;
    await calls.post(`${S}/credits/reconcile`, { reservation_id, actual_credits: 100 });
    expect((await reserve({ request_id: 'r1' })).body).toMatchObject({
      reservation_id,
      credits_remaining: 900,
    });
    await reserve();
    await reserve();
    expect(await remaining()).toBe(700);
  });

  it('ends once: 409, and 404 for an unknown one', async () => {
    await subscribe({ credits: 1000 });
    const { reservation_id } = (await reserve()).body;
    await calls.post(`${S}/credits/reconcile`, { reservation_id, actual_credits: 100 });
    for (const [path, body] of [
      ['reconcile', { reservation_id, actual_credits: 100 }],
      ['release', { reservation_id }],
    ] as const) {
      await expect(calls.post(`${S}/credits/${path}`, body)).resolves.toMatchObject({ status: 409 });
      const unknown = { ...body, reservation_id: 'res_unknown' };
      await expect(calls.post(`${S}/credits/${path}`, unknown)).resolves.toMatchObject({ status: 404 });
    }
    expect(await remaining()).toBe(900);
  });

  it('refuses like consume, and a negative actual with 422', async () => {
    await expect(reserve()).resolves.toMatchObject({ status: 404 });
    await subscribe({ credits: 99 });
    await expect(reserve()).resolves.toMatchObject({ status: 402 });
    await expect(reserve({ estimated_credits: 0 })).resolves.toMatchObject({ status: 422 });
    const negative = { reservation_id: 'res_1', actual_credits: -1 };
    await expect(calls.post(`${S}/credits/reconcile`, negative)).resolves.toMatchObject({ status: 422 });
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
