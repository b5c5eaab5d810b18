import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiAnswer } from '../../support/api/api-client.js';
import { serviceSuite } from '../../support/service/service-suite.js';

const service = serviceSuite('process');
const { api, given } = service;
let productId: string;

beforeAll(async () => {
  productId = await given.product();
});

const PROCESS = '/api/v1/billing/process';

function record(userId: string, more: object = {}): Promise<ApiAnswer> {
  const usage = {
    user_id: userId,
    product_id: productId,
    service_type: 'model_inference',
    usage_amount: 1000,
  };
  return api.post('/api/v1/usage/record', { ...usage, ...more });
}

/** A failed record of 2.00 CREDIT whose payer has since become able to pay. */
async function failedThenFunded(balance = '5'): Promise<{ userId: string; billingId: string }> {
  const userId = given.name('user');
  const refused = await record(userId);
  await api.post('/api/v1/wallets', { user_id: userId, initial_balance: balance });
  return { userId, billingId: String(refused.body['billing_id']) };
}

function statusPath(billingId: string, query: string): string {
  return `/api/v1/billing/record/${billingId}/status?${query}`;
}

describe('processing a record that is not billed', () => {
  it('charges it once the payer can pay', async () => {
    const { userId, billingId } = await failedThenFunded();
    const { status, body } = await api.post(PROCESS, { billing_id: billingId, force_charge: false });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      billing_id: billingId,
      billing_status: 'completed',
      amount_charged: '2.00',
      remaining_wallet_balance: '3.00',
    });
    expect(await given.walletBalance(userId)).toBe('3.00');
  });

  it("takes the platform's spelling of the same request", async () => {
    const { billingId } = await failedThenFunded();
    const usageRecordId = billingId.replace('bill_', 'usage_');
    const { status, body } = await api.post(PROCESS, {
      usage_record_id: usageRecordId,
      force_process: false,
    });
    expect([status, body['billing_id']]).toEqual([200, billingId]);
  });

  it('prices usage that had no price when it was recorded', async () => {
    const userId = await given.payer('10');
    const late = given.name('late');
    const { body } = await record(userId, { product_id: late });
    await given.product(late);
    const processed = await api.post(PROCESS, { billing_id: body['billing_id'] });
    expect(processed.body).toMatchObject({ amount_charged: '2.00', billing_status: 'completed' });
  });

  it('replays under the same key and is 409 under another', async () => {
    const { userId, billingId } = await failedThenFunded();
    const first = await api.post(PROCESS, { billing_id: billingId }, 'process-1');
    const again = await api.post(PROCESS, { billing_id: billingId }, 'process-1');
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    const other = await api.post(PROCESS, { billing_id: billingId }, 'process-2');
    expect([other.status, other.body['code']]).toEqual([409, 'billing_already_processed']);
    expect(await given.walletBalance(userId)).toBe('3.00');
  });

  it('is 402 again while the payer cannot pay', async () => {
    const { billingId } = await failedThenFunded('1');
    const { status, body } = await api.post(PROCESS, { billing_id: billingId });
    expect(status).toBe(402);
    expect(body).toMatchObject({ billing_id: billingId, balance: '1.00', required: '2.00' });
  });

  it('forced, goes down to the overdraft limit and no further', async () => {
    const { userId, billingId } = await failedThenFunded('1');
    const [wallet] = (await api.get(`/api/v1/wallets?user_id=${userId}`)).body['wallets'] as {
      wallet_id: string;
    }[];
    const force = { billing_id: billingId, billing_method: 'wallet_deduction', force_charge: true };
    expect((await api.post(PROCESS, force)).status).toBe(402);
    await fetch(`${service.url}/api/v1/wallets/${wallet?.wallet_id}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ overdraft_limit: '1' }),
    });
    const forced = await api.post(PROCESS, force);
    expect(forced.status).toBe(200);
    expect(forced.body['remaining_wallet_balance']).toBe('-1.00');
  });

  it('charges the card that is named', async () => {
    const userId = given.name('user');
    const { body } = await record(userId);
    await given.card(userId, 'tok_ok');
    const paid = await api.post(PROCESS, {
      billing_id: body['billing_id'],
      billing_method: 'payment_charge',
    });
    expect(paid.status).toBe(200);
    expect(paid.body).toMatchObject({
      billing_status: 'completed',
      payment_transaction_id: expect.any(String),
    });
  });

  it.each(['bill_abc123', 'bill_0199d0a1b2c3700180f3a5c7d9e1b203', 'something'])(
    'is 404 for %s, which no record has',
    async (billingId) => {
      const { status, body } = await api.post(PROCESS, {
        billing_id: billingId,
        billing_method: 'wallet_deduction',
      });
      expect([status, body['detail']]).toEqual([404, 'Billing record not found']);
    },
  );

  it('is 422 when it names no record', async () => {
    expect((await api.post(PROCESS, {})).status).toBe(422);
  });
});

describe('the status route', () => {
  async function completed(): Promise<{ userId: string; billingId: string }> {
    const userId = await given.payer('10');
    const { body } = await record(userId);
    return { userId, billingId: String(body['billing_id']) };
  }

  it('refunds a completed record in full, and says so', async () => {
    const { userId, billingId } = await completed();
    const { status, body } = await api.put(
      statusPath(billingId, 'status=refunded&failure_reason=ordered+twice'),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      success: true,
      message: 'Billing record status updated',
      billing_record: { billing_id: billingId, billing_status: 'refunded', refunded_amount: '2.00' },
    });
    expect(await given.walletBalance(userId)).toBe('10.00');
  });

  it('changes nothing for the status that the record has, however often', async () => {
    const { userId, billingId } = await completed();
    const refund = statusPath(billingId, 'status=refunded');
    const answers = [await api.put(refund), await api.put(refund), await api.put(refund)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await given.walletBalance(userId)).toBe('10.00');
  });

  it('replays a refund under its key, and refuses the key for another one', async () => {
    const { billingId } = await completed();
    const key = `refund-${billingId}`;
    const refund = statusPath(billingId, 'status=refunded&failure_reason=a');
    const first = await api.put(refund, key);
    const again = await api.put(refund, key);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    const other = await api.put(statusPath(billingId, 'status=refunded&failure_reason=b'), key);
    expect(other.body).toMatchObject({ status: 409, code: 'idempotency_key_conflict' });
  });

  it('completes an open record that was settled outside, without touching the wallet', async () => {
    const { userId, billingId } = await failedThenFunded();
    const { status, body } = await api.put(
      statusPath(billingId, 'status=completed&payment_transaction_id=pi_1'),
    );
    expect(status).toBe(200);
    expect(body['billing_record']).toMatchObject({
      billing_status: 'completed',
      payment_transaction_id: 'pi_1',
      failure_reason: null,
    });
    expect(await given.walletBalance(userId)).toBe('5.00');
  });

  it.each([
    ['completed', 'pending'],
    ['completed', 'processing'],
    ['completed', 'failed'],
    ['failed', 'completed'],
    ['failed', 'pending'],
    ['failed', 'refunded'],
  ])('refuses to go from %s to %s', async (from, to) => {
    const { billingId } = from === 'completed' ? await completed() : await failedThenFunded();
    const { status, body } = await api.put(statusPath(billingId, `status=${to}`));
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'invalid_status_transition', from, to });
  });

  it('is 404 for no record and 422 for no status', async () => {
    expect((await api.put(statusPath('bill_abc123', 'status=refunded'))).status).toBe(404);
    const { billingId } = await completed();
    expect((await api.put(statusPath(billingId, ''))).status).toBe(422);
    expect((await api.put(statusPath(billingId, 'status=paid'))).status).toBe(422);
  });
});

describe('reading one record', () => {
  it('shows every column and how the charge came about', async () => {
    const userId = await given.payer('10');
    const details = { tokens: 1000, model: 'gpt-4' };
    const { body } = await record(userId, {
      organization_id: 'org456',
      session_id: 's',
      usage_details: details,
    });
    const read = await api.get(`/api/v1/billing/record/${String(body['billing_id'])}`);
    expect(read.status).toBe(200);
    expect(read.body).toMatchObject({
      billing_id: body['billing_id'],
      user_id: userId,
      organization_id: 'org456',
      session_id: 's',
      product_id: productId,
      payer: { type: 'user', id: userId },
      usage_amount: '1000',
      unit_price: '0.002',
      total_amount: '2.00',
      currency: 'CREDIT',
      billing_method: 'wallet_deduction',
      billing_status: 'completed',
      failure_reason: null,
      usage_details: details,
      wallet_transaction_id: body['wallet_transaction_id'],
      charge_lines: [
        { dimension: 'usage', quantity: '1000', unit_price: '0.002', amount: '2.00', kind: 'priced' },
      ],
    });
  });

  it('is 404 "Billing record not found" for no record', async () => {
    const { status, body } = await api.get('/api/v1/billing/record/bill_abc123');
    expect([status, body['detail']]).toEqual([404, 'Billing record not found']);
  });
});
