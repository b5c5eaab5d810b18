import { beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../../support/api-client.js';
import type { HttpApp } from '../../support/http-app.js';
import { serviceSuite } from '../../support/service-suite.js';
import { usageEvents } from '../../support/usage-events.js';

const service = serviceSuite('record usage');
const { api, given } = service;
const { usageOf } = usageEvents(service);
let other: HttpApp;

beforeAll(async () => {
  other = await service.startAnother();
});

const RECORD = '/api/v1/usage/record';

describe('recording usage', () => {
  it('charges the wallet and answers what it took', async () => {
    const userId = await given.payer('10');
    const { status, headers, body } = await api.post(
      RECORD,
      usageOf(userId, { billing_method: 'wallet_deduction' }),
    );
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      message: 'Usage recorded and billed',
      billing_id: expect.stringMatching(/^bill_[0-9a-f]{32}$/),
      billing_record_id: body['billing_id'],
      usage_record_id: String(body['billing_id']).replace('bill_', 'usage_'),
      amount_charged: '2.00',
      currency: 'CREDIT',
      billing_method_used: 'wallet_deduction',
      billing_status: 'completed',
      remaining_wallet_balance: '8.00',
      remaining_credit_balance: expect.anything(),
      wallet_transaction_id: expect.stringMatching(/^txn_[0-9a-f]{32}$/),
      payment_transaction_id: null,
      quota_warnings: [],
    });
    expect(headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('Idempotency-Replayed')).toBeNull();
  });

  it('does the same on the later path of the platform', async () => {
    const userId = await given.payer('10');
    const first = await api.post(RECORD, usageOf(userId), 'same-key');
    const again = await api.post('/api/v1/billing/usage/record', usageOf(userId), 'same-key');
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
  });

  it('takes an organisation as the payer only where it is named as one', async () => {
    const organizationId = given.name('org');
    const account = { billing_account_type: 'organization', billing_account_id: organizationId };
    await api.post('/api/v1/wallets', { ...account, initial_balance: '5' });
    const userId = given.name('user');
    expect((await api.post(RECORD, usageOf(userId, { organization_id: organizationId }))).status).toBe(402);
    const paid = await api.post(RECORD, usageOf(userId, { organization_id: organizationId, ...account }));
    expect(paid.body).toMatchObject({ billing_status: 'completed', remaining_wallet_balance: '3.00' });
  });

  it("reads subscription_credit as credits, the platform's later name", async () => {
    const userId = given.name('user');
    await api.post('/api/v1/credits/grants', { user_id: userId, amount: '5' });
    const { body } = await api.post(RECORD, usageOf(userId, { billing_method: 'subscription_credit' }));
    expect(body).toMatchObject({
      billing_method_used: 'credit_consumption',
      remaining_credit_balance: '3.00',
      wallet_transaction_id: null,
    });
  });

  it('charges nothing for nothing', async () => {
    const { status, body } = await api.post(RECORD, usageOf(given.name('user'), { usage_amount: '0' }));
    expect(status).toBe(200);
    expect(body).toMatchObject({ amount_charged: '0', billing_method_used: 'subscription_included' });
  });
});

describe('usage that cannot be billed is refused and kept', () => {
  it('402 when the wallet holds too little, naming the balance and the record', async () => {
    const userId = await given.payer('1.5');
    const { status, headers, body } = await api.post(RECORD, usageOf(userId));
    expect(status).toBe(402);
    expect(headers.get('Content-Type')).toContain('application/problem+json');
    expect(body).toMatchObject({
      code: 'insufficient_wallet_balance',
      detail: 'Insufficient wallet balance',
      balance: '1.50',
      required: '2.00',
    });
    const record = await api.get(`/api/v1/billing/record/${String(body['billing_id'])}`);
    expect(record.body).toMatchObject({
      billing_status: 'failed',
      failure_reason: 'insufficient_wallet_balance',
      total_amount: '2.00',
      user_id: userId,
    });
    expect(body['usage_record_id']).toBe(record.body['usage_record_id']);
    expect(await given.walletBalance(userId)).toBe('1.50');
  });

  it('402 with balance 0 when there is no wallet, and makes none', async () => {
    const userId = given.name('user');
    const { status, body } = await api.post(RECORD, usageOf(userId, { billing_method: 'wallet_deduction' }));
    expect(status).toBe(402);
    expect(body).toMatchObject({ balance: '0', required: '2.00' });
    expect(await given.walletBalance(userId)).toBeUndefined();
  });

  it('400 when nothing has a price, kept as pending', async () => {
    const usage = { ...usageOf(await given.payer('10')), product_id: 'no-such-product' };
    const { status, body } = await api.post(RECORD, usage);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'usage_not_priced', detail: 'Product pricing not found' });
    const record = await api.get(`/api/v1/billing/record/${String(body['billing_id'])}`);
    expect(record.body).toMatchObject({ billing_status: 'pending', currency: null, total_amount: '0' });
  });

  it('429 when a hard quota is used up, with its reset', async () => {
    const userId = await given.payer('10');
    const quota = {
      user_id: userId,
      service_type: 'model_inference',
      quota_limit: 1500,
      quota_period: 'daily',
    };
    expect((await api.post('/api/v1/quotas', quota)).status).toBe(201);
    expect((await api.post(RECORD, usageOf(userId))).status).toBe(200);
    const { status, headers, body } = await api.post(RECORD, usageOf(userId));
    expect(status).toBe(429);
    expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(body).toMatchObject({
      code: 'quota_exceeded',
      detail: 'Quota exceeded for service type',
      limit: '1500',
      used: '1000',
      requested: '1000',
      billing_id: expect.stringMatching(/^bill_/),
    });
    expect(await given.walletBalance(userId)).toBe('8.00');
  });

  it('200 with a warning when the quota is soft', async () => {
    const userId = await given.payer('10');
    const quota = {
      user_id: userId,
      service_type: 'model_inference',
      quota_limit: 500,
      quota_period: 'daily',
    };
    await api.post('/api/v1/quotas', { ...quota, enforcement: 'soft' });
    const { status, body } = await api.post(RECORD, usageOf(userId));
    expect(status).toBe(200);
    expect(body['quota_warnings']).toEqual([
      expect.objectContaining({ enforcement: 'soft', quota_limit: '500', quota_period: 'daily' }),
    ]);
  });

  it.each([
    ['credit_consumption', 402, 'insufficient_credit_balance'],
    ['payment_charge', 402, 'no_payment_method'],
    ['subscription_included', 402, 'not_included_in_subscription'],
  ])(
    '%s is used or refused (%i %s), never replaced by a wallet that could pay',
    async (method, status, code) => {
      const userId = await given.payer('10');
      const answer = await api.post(RECORD, usageOf(userId, { billing_method: method }));
      expect([answer.status, answer.body['code']]).toEqual([status, code]);
      expect(await given.walletBalance(userId)).toBe('10.00');
    },
  );

  it('422 names every broken field and keeps nothing', async () => {
    const { status, body } = await api.post(RECORD, { user_id: '', usage_amount: -1, service_type: 'x' });
    expect(status).toBe(422);
    const fields = (body['errors'] as { field: string }[]).map(({ field }) => field);
    expect(fields.sort()).toEqual(['product_id', 'service_type', 'usage_amount', 'user_id']);
  });

  it('422 when the pricing context is a list', async () => {
    const userId = await given.payer('10');
    const { status, body } = await api.post(RECORD, usageOf(userId, { pricing_context: [{}] }));
    expect(status).toBe(422);
    expect(body['errors']).toEqual([expect.objectContaining({ field: 'pricing_context' })]);
  });

  it('422 when the subscription is not the payer’s', async () => {
    const userId = await given.payer('10');
    const { status, body } = await api.post(RECORD, usageOf(userId, { subscription_id: 'someone-elses' }));
    expect(status).toBe(422);
    expect(body['errors']).toEqual([expect.objectContaining({ field: 'subscription_id' })]);
  });
});

describe('a retry', () => {
  it('with the same key gets the stored answer and no second charge', async () => {
    const userId = await given.payer('10');
    const first = await api.post(RECORD, usageOf(userId), 'key-1');
    const again = await api.post(RECORD, usageOf(userId, { usage_amount: '1000.00' }), 'key-1');
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(await given.walletBalance(userId)).toBe('8.00');
  });

  it('with the same request_id needs no header, and the answer names the key that it made', async () => {
    const userId = await given.payer('10');
    const usage = usageOf(userId, { request_id: 'req-1' });
    const first = await api.post(RECORD, usage);
    const again = await api.post(RECORD, usage);
    const key = first.headers.get('Idempotency-Key') ?? '';
    const byKey = await api.post(RECORD, usage, key);
    expect(again.headers.get('Idempotency-Key')).toBe(key);
    expect([again.body, byKey.body]).toEqual([first.body, first.body]);
    expect(await given.walletBalance(userId)).toBe('8.00');
  });

  it('with the same request_id under another key is another event', async () => {
    const userId = await given.payer('10');
    await api.post(RECORD, usageOf(userId, { request_id: 'req-1' }), 'key-a');
    await api.post(RECORD, usageOf(userId, { request_id: 'req-1' }), 'key-b');
    expect(await given.walletBalance(userId)).toBe('6.00');
  });

  it('with the same key and another body is 409 and changes nothing', async () => {
    const userId = await given.payer('10');
    await api.post(RECORD, usageOf(userId), 'key-2');
    const { status, body } = await api.post(RECORD, usageOf(userId, { usage_amount: 1 }), 'key-2');
    expect(status).toBe(409);
    expect(body['code']).toBe('idempotency_key_conflict');
    expect(await given.walletBalance(userId)).toBe('8.00');
  });

  it('of a refusal gets the refusal again, even when there is money by now', async () => {
    const userId = await given.payer('1');
    const first = await api.post(RECORD, usageOf(userId), 'key-3');
    const [wallet] = (await api.get(`/api/v1/wallets?user_id=${userId}`)).body['wallets'] as {
      wallet_id: string;
    }[];
    await api.post(`/api/v1/wallets/${wallet?.wallet_id}/deposit`, { amount: '100' });
    const again = await api.post(RECORD, usageOf(userId), 'key-3');
    expect(again.status).toBe(402);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(again.body['billing_id']).toBe(first.body['billing_id']);
  });

  it('of a request that kept nothing finds its key free', async () => {
    const userId = await given.payer('10');
    expect((await api.post(RECORD, usageOf(userId, { usage_amount: -1 }), 'key-4')).status).toBe(422);
    expect((await api.post(RECORD, usageOf(userId), 'key-4')).status).toBe(200);
  });

  it('fifty times at once, over two processes, has one effect and fifty equal answers', async () => {
    const userId = await given.payer('10');
    const clients = [api, new ApiClient(other)];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        (clients[i % 2] as ApiClient).post(RECORD, usageOf(userId), 'key-5'),
      ),
    );
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body])))).toHaveProperty(
      'size',
      1,
    );
    expect(answers.filter(({ headers }) => headers.get('Idempotency-Replayed') === null)).toHaveLength(1);
    expect(await given.walletBalance(userId)).toBe('8.00');
  });
});
