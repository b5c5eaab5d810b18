import { describe, expect, it } from '@jest/globals';
import { fakeSuite } from '../../support/upstreams/fake-suite.js';

const INTERNAL = { 'x-internal-service': 'true', 'x-internal-service-secret': 's3cret' };
const P = '/api/v1/payment';

const payment = fakeSuite('payment', { generation: 'v2' }, { secret: 's3cret', headers: INTERNAL });
const { calls } = payment;

const intent = (body: object = {}) =>
  calls.post(`${P}/payments/intent`, { amount: '29.99', user_id: 'u1', order_id: 'bill_1', ...body });

const confirm = (id: string) => calls.post(`${P}/payments/${id}/confirm`);

async function paid(body: object = {}): Promise<string> {
  const id = (await intent(body)).body['payment_intent_id'] as string;
  await confirm(id);
  return id;
}

const refund = (paymentId: string, body: object = {}) =>
  calls.post(`${P}/refunds`, { payment_id: paymentId, reason: 'wrong', requested_by: 'billing', ...body });

describe('who may write', () => {
  const statusWith = async (headers: Record<string, string>) =>
    (await payment.callsWith(headers).post(`${P}/payments/intent`, { amount: 1, user_id: 'u1' })).status;

  it('is an internal service with the secret, a bearer of a token, or an API key', async () => {
    expect(await statusWith(INTERNAL)).toBe(200);
    expect(await statusWith({ authorization: 'Bearer aaa.bbb.ccc' })).toBe(200);
    expect(await statusWith({ 'x-api-key': 'key' })).toBe(200);
  });

  it('is nobody else: 401', async () => {
    expect(await statusWith({})).toBe(401);
    expect(await statusWith({ 'x-internal-service': 'true' })).toBe(401);
    expect(await statusWith({ ...INTERNAL, 'x-internal-service-secret': 'wrong' })).toBe(401);
    expect(await statusWith({ authorization: 'Bearer what' })).toBe(401);
    const refused = await payment.callsWith({}).post(`${P}/refunds`, {});
    expect(refused.body).toEqual({ detail: 'User authentication required' });
  });
});

describe('Y1: an intent', () => {
  it('is pending, and echoes amount and metadata', async () => {
    expect((await intent({ metadata: { billing_id: 'bill_1' } })).body).toEqual({
      payment_intent_id: expect.stringMatching(/^pi_/),
      client_secret: expect.any(String),
      amount: '29.99',
      currency: 'USD',
      status: 'pending',
      metadata: { billing_id: 'bill_1' },
    });
    expect((await intent()).body).toMatchObject({ metadata: null });
  });

  it('keeps the order id and forgets the metadata', async () => {
    await intent({ metadata: { billing_id: 'bill_1' } });
    const { body } = await calls.get(`${P}/payments/user/u1`);
    expect(body).toMatchObject({ payments: [{ order_id: 'bill_1', amount: '29.99', status: 'pending' }] });
    expect(JSON.stringify(body)).not.toContain('billing_id');
  });

  it('is not idempotent: two calls are two intents', async () => {
    const ids = [(await intent()).body['payment_intent_id'], (await intent()).body['payment_intent_id']];
    expect(new Set(ids).size).toBe(2);
  });

  it('loses what is less than a cent at the processor', async () => {
    await intent({ amount: '0.009' });
    await intent({ amount: '1.239' });
    const { processor } = await payment.control.state();
    expect(processor.map(({ cents }) => cents)).toEqual([0, 123]);
  });

  it('is refused for CREDIT, a negative amount and no user: 422', async () => {
    await expect(intent({ currency: 'CREDIT' })).resolves.toMatchObject({
      status: 422,
      body: { detail: [{ type: 'enum', loc: ['body', 'currency'] }] },
    });
    await expect(intent({ amount: -1 })).resolves.toMatchObject({ status: 422 });
    await expect(intent({ user_id: null })).resolves.toMatchObject({ status: 422 });
  });

  it('is refused for a user that the account service does not know: 400', async () => {
    await payment.control.create({ unknown_users: ['ghost'] });
    const refused = await intent({ user_id: 'ghost' });
    expect(refused).toMatchObject({ status: 400, body: { detail: 'User ghost does not exist' } });
  });
});

describe('Y2, Y3: the end of a payment', () => {
  it('is success once it is confirmed, whatever it was; the money moves once', async () => {
    const id = (await intent()).body['payment_intent_id'] as string;
    await calls.post(`${P}/payments/${id}/fail`, { failure_reason: 'card' });
    const confirmed = await calls.post(`${P}/payments/${id}/confirm`, { attempt: 'a1' });
    expect(confirmed).toMatchObject({
      status: 200,
      body: {
        payment_id: id,
        user_id: 'u1',
        order_id: 'bill_1',
        amount: '29.99',
        currency: 'USD',
        status: 'succeeded',
        payment_method: 'stripe',
        processor_payment_id: id,
        processor_response: { attempt: 'a1' },
        paid_at: expect.stringMatching(/Z$/),
      },
    });
    await confirm(id);
    expect((await payment.control.state()).processor).toEqual([
      { payment_id: id, cents: 2999, captured: true, refunded_cents: 0 },
    ]);
  });

  it('is failure with its reason', async () => {
    const id = (await intent()).body['payment_intent_id'] as string;
    const failed = await calls.post(`${P}/payments/${id}/fail`, {
      failure_reason: 'card',
      failure_code: 'c1',
    });
    expect(failed.body).toMatchObject({ status: 'failed', failure_reason: 'card', failure_code: 'c1' });
  });

  it('of an unknown payment is 404', async () => {
    const unknown = await confirm('pi_unknown');
    expect(unknown).toMatchObject({ status: 404, body: { detail: 'Payment not found: pi_unknown' } });
    await expect(
      calls.post(`${P}/payments/pi_unknown/fail`, { failure_reason: 'card' }),
    ).resolves.toMatchObject({
      status: 404,
    });
  });
});

describe('Y4: the payments of a user', () => {
  it('come newest first, by status, with their sum of what succeeded', async () => {
    const first = await paid({ order_id: 'bill_1' });
    const second = await paid({ order_id: 'bill_2' });
    await intent({ order_id: 'bill_3' });
    const all = await calls.get(`${P}/payments/user/u1`);
    expect(all.body).toMatchObject({
      payments: [{ order_id: 'bill_3' }, { payment_id: second }, { payment_id: first }],
      total_count: 3,
      total_amount: '59.98',
      filters_applied: { user_id: 'u1', status: null, limit: 100 },
    });
    const pending = await calls.get(`${P}/payments/user/u1?status=pending&limit=1`);
    expect(pending.body).toMatchObject({
      payments: [{ order_id: 'bill_3' }],
      total_count: 1,
      total_amount: '0',
    });
    expect((await calls.get(`${P}/payments/user/nobody`)).body).toMatchObject({
      payments: [],
      total_count: 0,
    });
  });

  it('are cut at the limit, 100 unless told otherwise', async () => {
    await Promise.all(Array.from({ length: 101 }, () => intent()));
    expect((await calls.get(`${P}/payments/user/u1`)).body).toMatchObject({ total_count: 100 });
    expect((await calls.get(`${P}/payments/user/u1?limit=500`)).body).toMatchObject({ total_count: 101 });
  });
});

describe('Y5, Y6: refunds', () => {
  it('begin as processing and end as succeeded', async () => {
    const id = await paid();
    const asked = await refund(id);
    expect(asked).toMatchObject({
      status: 200,
      body: {
        refund_id: expect.stringMatching(/^re_/),
        payment_id: id,
        user_id: 'u1',
        amount: '29.99',
        currency: 'USD',
        status: 'processing',
        requested_by: 'billing',
      },
    });
    const refundId = asked.body['refund_id'] as string;
    const processed = await calls.post(`${P}/refunds/${refundId}/process`, { approved_by: 'boss' });
    expect(processed.body).toMatchObject({ refund_id: refundId, status: 'succeeded', approved_by: 'boss' });
    await expect(calls.post(`${P}/refunds/re_unknown/process`)).resolves.toMatchObject({ status: 404 });
  });

  it('of a part leave a payment that cannot be refunded again', async () => {
    const id = await paid();
    await expect(refund(id, { amount: '9.99' })).resolves.toMatchObject({ body: { amount: '9.99' } });
    const second = await refund(id, { amount: '1' });
    expect(second).toMatchObject({
      status: 400,
      body: { detail: 'Payment is not eligible for refund: partial_refund' },
    });
    expect((await payment.control.state()).processor).toMatchObject([{ refunded_cents: 999 }]);
  });

  it('of everything happen once', async () => {
    const id = await paid();
    await refund(id);
    await expect(refund(id)).resolves.toMatchObject({
      status: 400,
      body: { detail: 'Payment is not eligible for refund: refunded' },
    });
  });

  it('are refused for a payment that is unknown, pending or smaller', async () => {
    await expect(refund('pi_unknown')).resolves.toMatchObject({ status: 400 });
    const pending = (await intent()).body['payment_intent_id'] as string;
    await expect(refund(pending)).resolves.toMatchObject({
      status: 400,
      body: { detail: 'Payment is not eligible for refund: pending' },
    });
    await expect(refund(await paid(), { amount: '30' })).resolves.toMatchObject({
      status: 400,
      body: { detail: 'Refund amount exceeds payment amount' },
    });
    await expect(calls.post(`${P}/refunds`, { payment_id: pending })).resolves.toMatchObject({ status: 422 });
  });
});

it('has other paths at v1', async () => {
  await payment.control.set({ generation: 'v1' });
  await expect(intent()).resolves.toMatchObject({ status: 404 });
  const made = await calls.post('/api/v1/payments/intent', { amount: 1, user_id: 'u1' });
  expect(made).toMatchObject({ status: 200, body: { status: 'pending' } });
  await expect(calls.post('/api/v1/refunds', {})).resolves.toMatchObject({ status: 422 });
});

it('has no way to charge in one call', async () => {
  await expect(calls.post(`${P}/payments/charge`, {})).resolves.toMatchObject({ status: 404 });
});
