import { describe, expect, it } from '@jest/globals';
import { platformSuite } from '../../support/upstreams/platform-suite.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { waitUntil } from '../../support/wait-until.js';

const platform = platformSuite();
const { api, given } = serviceSuite('charges outside', () => ({
  integrations: platform.integrations(),
  settlement: { callTimeoutMs: 500, recheckMs: 50, pollIntervalMs: 50, tries: 2 },
}));

async function use(userId: string, productId: string, method: string) {
  const usage = {
    user_id: userId,
    product_id: productId,
    service_type: 'model_inference',
    usage_amount: 1000,
  };
  const { status, body } = await api.post('/api/v1/usage/record', { ...usage, billing_method: method });
  return { status, body, billingId: String(body['billing_id']) };
}

const statusOf = async (billingId: string) =>
  (await api.get(`/api/v1/billing/record/${billingId}`)).body['billing_status'];

describe('usage that is paid outside', () => {
  it('is taken from the wallet there once, and given back', async () => {
    await platform.wallets.control.create({ wallets: [{ user_id: 'alice', balance: '10' }] });
    const { status, billingId } = await use('alice', await given.product(), 'wallet_deduction');
    expect([status, await statusOf(billingId)]).toEqual([200, 'completed']);
    await api.put(`/api/v1/billing/record/${billingId}/status?status=refunded`);
    await waitUntil(
      'the refund arrived',
      async () => (await platform.wallets.control.state()).wallets[0]?.balance === 10,
    );
    const { transactions } = await platform.wallets.control.state();
    const ours = transactions.filter(({ metadata }) => metadata['billing_id'] === billingId);
    expect(ours.map(({ transaction_type, amount }) => [transaction_type, amount])).toEqual([
      ['consume', 2],
      ['refund', 2],
    ]);
  });

  it('is taken once though the answer is lost', async () => {
    await platform.wallets.control.create({ wallets: [{ user_id: 'bob', balance: '10' }] });
    await platform.wallets.control.addFault({
      kind: 'timeout_after',
      path: '/api/v1/wallets/*/consume',
      count: 1,
    });
    const { billingId } = await use('bob', await given.product(), 'wallet_deduction');
    await waitUntil('the charge was found', async () => (await statusOf(billingId)) === 'completed');
    const { transactions } = await platform.wallets.control.state();
    expect(transactions.filter(({ metadata }) => metadata['billing_id'] === billingId)).toHaveLength(1);
  });

  it('is refused where the wallet there has not enough', async () => {
    await platform.wallets.control.create({ wallets: [{ user_id: 'carol', balance: '1' }] });
    const { status, body } = await use('carol', await given.product(), 'wallet_deduction');
    expect([status, body['code']]).toEqual([402, 'insufficient_wallet_balance']);
  });

  it('is taken from the credits there', async () => {
    await platform.subscriptions.control.create({ subscriptions: [{ user_id: 'dave', credits: 1_000 }] });
    const { status, billingId } = await use('dave', await given.product(), 'credit_consumption');
    expect([status, await statusOf(billingId)]).toEqual([200, 'completed']);
    expect((await platform.subscriptions.control.state()).subscriptions[0]?.credits_remaining).toBe(998);
  });

  it('is failed, and its credits are there again, where the service has set them aside and never takes them', async () => {
    await platform.subscriptions.control.create({ subscriptions: [{ user_id: 'grace', credits: 1_000 }] });
    const broken = { kind: 'error_before', path: '/api/v1/subscriptions/credits/reconcile' } as const;
    const fault = await platform.subscriptions.control.addFault(broken);
    const { billingId } = await use('grace', await given.product(), 'credit_consumption');
    await waitUntil('it is given up', async () => (await statusOf(billingId)) === 'failed');
    const { subscriptions: rows, reservations } = await platform.subscriptions.control.state();
    const grace = rows.find(({ user_id }) => user_id === 'grace');
    const states = reservations.filter((one) => one.subscription_id === grace?.subscription_id);
    expect([grace?.credits_remaining, states.map(({ status }) => status)]).toEqual([1_000, ['released']]);
    await platform.subscriptions.control.removeFault(fault);
    const again = await api.post('/api/v1/billing/process', { billing_id: billingId });
    expect([again.status, await statusOf(billingId)]).toEqual([200, 'completed']);
  });

  it('comes back as credits here where the credits there take nothing back, and the balance shows both', async () => {
    await platform.subscriptions.control.create({ subscriptions: [{ user_id: 'frank', credits: 1_000 }] });
    const { billingId } = await use('frank', await given.product(), 'credit_consumption');
    const balance = async () =>
      (await api.get('/api/v1/credits/balance?user_id=frank')).body['available_balance'];
    expect(await balance()).toBe('998.00');
    await api.put(`/api/v1/billing/record/${billingId}/status?status=refunded`);
    await waitUntil('the credits came back', async () => (await balance()) === '1000.00');
    const reason = 'the subscription service takes no credits back';
    const record = (await api.get(`/api/v1/billing/record/${billingId}`)).body;
    expect(record).toMatchObject({
      billing_status: 'refunded',
      failure_reason: `refund_credited: ${reason}`,
    });
    const { body } = await api.get('/api/v1/credits/grants?user_id=frank');
    expect(body['grants']).toMatchObject([
      { amount: '2.00', currency: 'CREDIT', billing_id: billingId, description: reason },
    ]);

    // Credits here and there are one balance: it is told whole, or not at all.
    const product = await given.product(undefined, { unit_price: '0.003' });
    const usage = { user_id: 'frank', product_id: product, service_type: 'other', usage_amount: 1000 };
    const quote = (await api.post('/api/v1/billing/calculate', usage)).body;
    expect([quote['credit_balance'], quote['available_billing_methods']]).toEqual([
      null,
      ['credit_consumption', 'wallet_deduction'],
    ]);
    const { body: charged } = await api.post('/api/v1/usage/record', usage);
    expect(charged).toMatchObject({
      billing_method_used: 'credit_consumption',
      remaining_credit_balance: '997.00',
    });
    expect(await balance()).toBe('997.00');
  });

  it('is charged to a card there', async () => {
    await given.card('erin', 'pm_card_visa');
    const product = await given.product(undefined, { unit_price: '0.002', currency: 'USD' });
    const { status, billingId } = await use('erin', product, 'payment_charge');
    expect([status, await statusOf(billingId)]).toEqual([200, 'completed']);
    const { processor } = await platform.payments.control.state();
    expect(processor).toMatchObject([{ cents: 200, captured: true }]);
  });
});
