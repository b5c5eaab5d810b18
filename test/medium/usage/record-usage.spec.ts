import { describe, expect, it } from '@jest/globals';
import { serviceSuite } from '../../support/service/service-suite.js';
import { usageEvents } from '../../support/api/usage-events.js';

const service = serviceSuite('record usage');
const { api, given } = service;
const { usageOf } = usageEvents(service);

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
    await given.quota(userId, 1500);
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
    await given.quota(userId, 500, { enforcement: 'soft' });
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
