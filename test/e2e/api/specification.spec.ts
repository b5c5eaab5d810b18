import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../../support/api/api-client.js';
import { BillingFixture } from '../../support/api/billing-fixture.js';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.js';
import { PRINTED_QUOTE } from '../../support/api/printed-quote.js';
import { startService, type ServiceProcess } from '../../support/service/service-process.js';

let database: TestDatabase;
let service: ServiceProcess;
let api: ApiClient;
let given: BillingFixture;

beforeAll(async () => {
  database = await createTestDatabase('specification');
  service = await startService({
    env: { DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.migrationUrl },
  });
  api = new ApiClient(service);
  given = new BillingFixture(api);
  await given.product('gpt-4');
  await api.post('/api/v1/wallets', { user_id: 'user123', initial_balance: '1000000' });
  await given.card('user123', 'tok_ok');
  const subscription = {
    subscription_id: 'sub123',
    user_id: 'user123',
    plan_id: 'pro',
    billing_cycle: 'monthly',
  };
  await api.post('/api/v1/subscriptions', subscription);
}, 60_000);

afterAll(async () => {
  await service?.stop();
  await database?.drop();
});

/** Word for word from the specification. */
const EXAMPLES = {
  record: `{
    "user_id": "user123",
    "product_id": "gpt-4",
    "service_type": "model_inference",
    "usage_amount": 1000,
    "billing_method": "wallet_deduction",
    "organization_id": "org456",
    "session_id": "session789",
    "usage_details": {
      "tokens": 1000,
      "model": "gpt-4"
    }
  }`,
  calculate: `{
    "user_id": "user123",
    "product_id": "gpt-4",
    "service_type": "model_inference",
    "usage_amount": 1000,
    "pricing_context": {
      "subscription_id": "sub123"
    }
  }`,
  process: `{
    "billing_id": "bill_abc123",
    "billing_method": "wallet_deduction",
    "force_charge": false
  }`,
};

describe("the specification's examples", () => {
  it('calculate answers as printed', async () => {
    const { status, body } = await api.post('/api/v1/billing/calculate', JSON.parse(EXAMPLES.calculate));
    expect(status).toBe(200);
    expect(body).toMatchObject(PRINTED_QUOTE);
  });

  it('record bills two CREDIT from the wallet', async () => {
    const { status, body } = await api.post('/api/v1/usage/record', JSON.parse(EXAMPLES.record));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      success: true,
      amount_charged: '2.00',
      currency: 'CREDIT',
      billing_method_used: 'wallet_deduction',
      billing_status: 'completed',
      remaining_wallet_balance: '999998.00',
    });
    const list = await api.get('/api/v1/billing/records/user/user123?status=completed&limit=50&offset=0');
    expect(list.body).toMatchObject({ total_count: 1, records: [{ billing_id: body['billing_id'] }] });
  });

  it('process knows no bill_abc123', async () => {
    const { status, body } = await api.post('/api/v1/billing/process', JSON.parse(EXAMPLES.process));
    expect([status, body['detail']]).toEqual([404, 'Billing record not found']);
  });
});

describe("the specification's sentences", () => {
  const usage = { product_id: 'gpt-4', service_type: 'model_inference', usage_amount: 1000 };

  it('Product pricing not found', async () => {
    const unknown = { ...usage, user_id: 'user123', product_id: 'gpt-9' };
    const quote = await api.post('/api/v1/billing/calculate', unknown);
    const charge = await api.post('/api/v1/usage/record', unknown);
    expect([quote.status, quote.body['detail']]).toEqual([404, 'Product pricing not found']);
    expect([charge.status, charge.body['detail']]).toEqual([400, 'Product pricing not found']);
  });

  it('Insufficient wallet balance', async () => {
    const { status, body } = await api.post('/api/v1/usage/record', { ...usage, user_id: 'penniless' });
    expect([status, body['detail']]).toEqual([402, 'Insufficient wallet balance']);
  });

  it('Quota exceeded for service type', async () => {
    const userId = await given.payer('10');
    await given.quota(userId, 999, { quota_period: 'monthly' });
    const { status, body } = await api.post('/api/v1/usage/record', { ...usage, user_id: userId });
    expect([status, body['detail']]).toEqual([429, 'Quota exceeded for service type']);
  });
});

describe('one intended effect', () => {
  const usage = { user_id: 'user123', product_id: 'gpt-4', service_type: 'model_inference', usage_amount: 5 };

  it('is billed once under one key, and 409 for another body under it', async () => {
    const first = await api.post('/api/v1/usage/record', usage, 'effect-1');
    const again = await api.post('/api/v1/billing/usage/record', usage, 'effect-1');
    const other = await api.post('/api/v1/usage/record', { ...usage, usage_amount: 6 }, 'effect-1');
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect([other.status, other.body['code']]).toEqual([409, 'idempotency_key_conflict']);
  });

  it('is refunded once through the status route', async () => {
    const { body } = await api.post('/api/v1/usage/record', usage);
    const path = `/api/v1/billing/record/${String(body['billing_id'])}/status?status=refunded`;
    const before = await given.walletBalance('user123');
    expect((await api.put(path)).body).toMatchObject({
      success: true,
      message: 'Billing record status updated',
    });
    expect((await api.put(path)).status).toBe(200);
    expect(Number(await given.walletBalance('user123')) - Number(before)).toBeCloseTo(0.01, 9);
  });
});
