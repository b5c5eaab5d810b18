import { expect, it } from '@jest/globals';
import { serviceSuite } from '../../support/service/service-suite.js';

const { api, given } = serviceSuite('credits');

const GRANTS = '/api/v1/credits/grants';
const balanceOf = async (query: string) => (await api.get(`/api/v1/credits/balance?${query}`)).body;

it('grants credits, lists the grants newest first, and adds them up', async () => {
  const first = await api.post(GRANTS, {
    user_id: 'ann',
    amount: 100,
    description: 'welcome',
    reference_id: 'promo',
  });
  expect(first.status).toBe(201);
  expect(first.headers.get('Location')).toBe(`${GRANTS}?billing_account_type=user&billing_account_id=ann`);
  expect(first.body).toEqual({
    transaction_id: expect.stringMatching(/^txn_/),
    user_id: 'ann',
    billing_account_type: 'user',
    billing_account_id: 'ann',
    amount: '100.00',
    currency: 'CREDIT',
    description: 'welcome',
    reference_id: 'promo',
    billing_id: null,
    created_at: expect.stringMatching(/Z$/),
    balance_after: '100.00',
  });
  await api.post(GRANTS, { user_id: 'ann', amount: '0.5' });
  const { body } = await api.get(String(first.headers.get('Location')));
  expect(body).toMatchObject({
    count: 2,
    grants: [{ amount: '0.50' }, { amount: '100.00', description: 'welcome' }],
  });
  expect(await balanceOf('user_id=ann')).toEqual({
    user_id: 'ann',
    billing_account_type: 'user',
    billing_account_id: 'ann',
    currency: 'CREDIT',
    total_balance: '100.50',
    available_balance: '100.50',
    expiring_soon: '0',
    next_expiration: null,
  });
});

it('grants once for one key', async () => {
  const grant = { user_id: 'bob', amount: 5 };
  const first = await api.post(GRANTS, grant, 'grant-bob');
  const again = await api.post(GRANTS, grant, 'grant-bob');
  expect([again.status, again.body, again.headers.get('Idempotency-Replayed')]).toEqual([
    201,
    first.body,
    'true',
  ]);
  expect(await balanceOf('user_id=bob')).toMatchObject({ total_balance: '5.00' });
});

it('makes no wallet, and a wallet shows no credits', async () => {
  await api.post(GRANTS, { user_id: 'cy', amount: 5 });
  expect((await api.get('/api/v1/wallets?user_id=cy')).body['count']).toBe(0);
  await api.post('/api/v1/wallets', { user_id: 'cy', initial_balance: 1 });
  expect((await api.get('/api/v1/wallets?user_id=cy')).body['wallets']).toMatchObject([{ balance: '1.00' }]);
  expect(await balanceOf('user_id=cy')).toMatchObject({ total_balance: '5.00' });
});

it('are spent before the wallet, to the last digit', async () => {
  const productId = await given.product(undefined, { unit_price: '0.3' });
  await api.post(GRANTS, { user_id: 'dora', amount: '1' });
  const usage = { user_id: 'dora', product_id: productId, service_type: 'model_inference', usage_amount: 3 };
  const charged = await api.post('/api/v1/usage/record', usage);
  expect(charged.body).toMatchObject({
    billing_method_used: 'credit_consumption',
    remaining_credit_balance: '0.10',
  });
  expect(await balanceOf('user_id=dora')).toMatchObject({ total_balance: '0.10' });
});

it('has 0 for an account that was never granted any, and refuses half a request', async () => {
  expect(await balanceOf('user_id=nobody&currency=USD')).toMatchObject({
    total_balance: '0',
    currency: 'USD',
  });
  expect((await api.get(`${GRANTS}?user_id=nobody`)).body).toEqual({
    grants: [],
    count: 0,
    limit: 50,
    offset: 0,
  });
  for (const body of [{ user_id: 'x' }, { user_id: 'x', amount: 0 }, { amount: 1 }]) {
    expect((await api.post(GRANTS, body)).status).toBe(422);
  }
});
