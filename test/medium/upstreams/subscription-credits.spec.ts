import { describe, expect, it } from '@jest/globals';
import { SUBSCRIPTIONS as S, subscriptionSuite } from '../../support/upstreams/subscription-suite.js';

const subscription = subscriptionSuite();
const { calls, subscribe, remaining } = subscription;

const consume = (body: object = {}) =>
  calls.post(`${S}/credits/consume`, {
    user_id: 'u1',
    credits_to_consume: 30,
    service_type: 'model_inference',
    ...body,
  });

const reserve = (body: object = {}) =>
  calls.post(`${S}/credits/reserve`, { user_id: 'u1', estimated_credits: 100, ...body });

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
    const operator = subscription.callsWith({ 'x-admin-role': 'true' });
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
