import { describe, expect, it } from '@jest/globals';
import { serviceSuite } from '../../support/service/service-suite.js';

const { api, given } = serviceSuite('wallets');

const WALLETS = '/api/v1/wallets';

async function open(body: object): Promise<string> {
  const { status, body: answer } = await api.post(WALLETS, body);
  expect(status).toBe(200);
  return answer['wallet_id'] as string;
}

describe('opening a wallet', () => {
  it("answers in the platform's shape, with the movement that filled it", async () => {
    const { status, body } = await api.post(WALLETS, {
      user_id: 'ann',
      initial_balance: 100,
      wallet_type: 'fiat',
    });
    expect(status).toBe(200);
    const walletId = String(body['wallet_id']);
    expect(walletId).toMatch(/^wal_[0-9a-f]{32}$/);
    expect(body).toEqual({
      success: true,
      message: 'Wallet created',
      wallet_id: walletId,
      balance: '100.00',
      transaction_id: expect.stringMatching(/^txn_[0-9a-f]{32}$/),
      data: {
        balance: '100.00',
        locked_balance: '0',
        available_balance: '100.00',
        overdraft_limit: '0',
        currency: 'CREDIT',
        on_chain_balance: null,
        transaction: {
          transaction_id: body['transaction_id'],
          wallet_id: walletId,
          user_id: 'ann',
          billing_account_type: 'user',
          billing_account_id: 'ann',
          transaction_type: 'deposit',
          amount: '100.00',
          currency: 'CREDIT',
          balance_before: '0',
          balance_after: '100.00',
          fee: '0',
          description: null,
          reference_id: null,
          usage_record_id: null,
          metadata: null,
          created_at: expect.stringMatching(/Z$/),
          updated_at: expect.stringMatching(/Z$/),
        },
        remaining_balance: '100.00',
        transfer_status: null,
      },
    });
  });

  it('is refused with the wallet_id when the account has one in this currency', async () => {
    const walletId = await open({ user_id: 'bob' });
    const second = await api.post(WALLETS, { user_id: 'bob', initial_balance: 5 });
    expect(second.body).toMatchObject({ status: 409, code: 'wallet_already_exists', wallet_id: walletId });
    const dollars = await open({ user_id: 'bob', currency: 'USD' });
    const { body } = await api.get(`${WALLETS}?user_id=bob`);
    const found = (body['wallets'] as { wallet_id: string; currency: string }[]).map((w) => [
      w.wallet_id,
      w.currency,
    ]);
    expect([body['count'], found]).toEqual([
      2,
      [
        [walletId, 'CREDIT'],
        [dollars, 'USD'],
      ],
    ]);
  });

  it('happens once for many at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => api.post(WALLETS, { user_id: 'cy' })));
    const opened = answers.filter((answer) => answer.status === 200);
    const refused = answers.filter((answer) => answer.body['code'] === 'wallet_already_exists');
    expect([opened.length, refused.length]).toEqual([1, 11]);
    const ids = answers.map((answer) => answer.body['wallet_id']);
    expect(new Set(ids).size).toBe(1);
  });

  it('replays the stored answer for its key, also after the balance has changed', async () => {
    const first = await api.post(WALLETS, { user_id: 'dora', initial_balance: '7' }, 'open-dora');
    await api.post(`${WALLETS}/${String(first.body['wallet_id'])}/deposit`, { amount: 1 });
    const again = await api.post(WALLETS, { user_id: 'dora', initial_balance: '7.00' }, 'open-dora');
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
  });

  it.each([
    ['no account', {}, 'user_id'],
    ['half an account', { user_id: 'x', billing_account_type: 'organization' }, 'billing_account_id'],
    ['another type of wallet', { user_id: 'x', wallet_type: 'crypto' }, 'wallet_type'],
    ['an unknown currency', { user_id: 'x', currency: 'GBP' }, 'currency'],
    ['a negative balance', { user_id: 'x', initial_balance: -1 }, 'initial_balance'],
  ])('is refused with %s', async (_, body, field) => {
    const refused = await api.post(WALLETS, body);
    expect(refused.status).toBe(422);
    expect((refused.body['errors'] as { field: string }[]).map((error) => error.field)).toEqual([field]);
  });
});

describe('reading a wallet', () => {
  it('gives the wallet by its id and by its account, on both path families', async () => {
    const walletId = await open({ user_id: 'eve', initial_balance: '12.5' });
    const expected = {
      wallet_id: walletId,
      user_id: 'eve',
      billing_account_type: 'user',
      billing_account_id: 'eve',
      balance: '12.50',
      locked_balance: '0',
      available_balance: '12.50',
      overdraft_limit: '0',
      currency: 'CREDIT',
      wallet_type: 'fiat',
      last_updated: expect.stringMatching(/Z$/),
      blockchain_address: null,
      blockchain_network: null,
      on_chain_balance: null,
      sync_status: null,
    };
    expect((await api.get(`${WALLETS}/${walletId}`)).body).toEqual(expected);
    expect((await api.get(`${WALLETS}?user_id=eve&wallet_type=fiat`)).body).toEqual({
      wallets: [expected],
      count: 1,
    });
    expect((await api.get('/api/v1/users/eve/wallets')).body).toEqual({ wallets: [expected], count: 1 });
  });

  it('gives the balance by wallet and by account', async () => {
    const walletId = await open({ user_id: 'fay', initial_balance: '3' });
    const balance = await api.get(`${WALLETS}/${walletId}/balance`);
    expect([balance.status, balance.body]).toMatchObject([
      200,
      { success: true, balance: '3.00', transaction_id: null },
    ]);
    expect(balance.body['data']).toMatchObject({ balance: '3.00', locked_balance: '0', currency: 'CREDIT' });
    const expected = {
      success: true,
      balance: '3.00',
      available_balance: '3.00',
      locked_balance: '0',
      currency: 'CREDIT',
      wallet_id: walletId,
    };
    expect((await api.get(`${WALLETS}/credits/balance?user_id=fay`)).body).toEqual(expected);
    expect((await api.get('/api/v1/users/fay/credits/balance')).body).toEqual(expected);
  });

  it('never makes one: an account without a wallet has 0', async () => {
    const none = {
      success: true,
      balance: '0',
      available_balance: '0',
      locked_balance: '0',
      wallet_id: null,
    };
    expect((await api.get(`${WALLETS}/credits/balance?user_id=nobody`)).body).toMatchObject(none);
    expect((await api.get('/api/v1/users/nobody/credits/balance?currency=USD')).body).toMatchObject(none);
    expect((await api.get(`${WALLETS}?user_id=nobody`)).body).toEqual({ wallets: [], count: 0 });
    expect((await api.get(`${WALLETS}/credits/balance`)).status).toBe(422);
  });

  it('keeps the wallet of an organisation apart from that of a user of the same name', async () => {
    const organization = { billing_account_type: 'organization', billing_account_id: 'gus' };
    const walletId = await open({ ...organization, user_id: 'someone' });
    expect((await api.get(`${WALLETS}?user_id=gus`)).body['count']).toBe(0);
    const query = 'billing_account_type=organization&billing_account_id=gus';
    const { body } = await api.get(`${WALLETS}?${query}`);
    expect(body['wallets']).toMatchObject([{ wallet_id: walletId, user_id: null, ...organization }]);
  });

  it('is 404 for an unknown wallet, well formed or not', async () => {
    for (const walletId of [
      'wal_0199d0a1b2c3700180f3a5c7d9e1b203',
      'nonsense',
      '00000000-0000-0000-0000-000000000000',
    ]) {
      for (const path of ['', '/balance', '/transactions']) {
        const { status, body } = await api.get(`${WALLETS}/${walletId}${path}`);
        expect([status, body['detail']]).toEqual([404, 'Wallet not found']);
      }
    }
  });
});

describe('the overdraft limit', () => {
  it('is 0 until it is set, lets only a forced charge below 0, and cannot be lowered under what is owed', async () => {
    const walletId = await open({ user_id: 'hal', initial_balance: '1' });
    const productId = await given.product(undefined, { unit_price: '1' });
    const usage = { user_id: 'hal', product_id: productId, service_type: 'model_inference', usage_amount: 5 };
    const changed = await api.patch(`${WALLETS}/${walletId}`, { overdraft_limit: '10' });
    expect([changed.status, changed.body]).toMatchObject([200, { data: { overdraft_limit: '10.00' } }]);

    expect((await api.post(`${WALLETS}/${walletId}/withdraw`, { amount: 2 })).body['code']).toBe(
      'insufficient_funds',
    );
    const refused = await api.post('/api/v1/usage/record', usage);
    expect(refused.body['code']).toBe('insufficient_wallet_balance');
    const forced = { billing_id: refused.body['billing_id'], force_charge: true };
    expect((await api.post('/api/v1/billing/process', forced)).status).toBe(200);
    expect((await api.get(`${WALLETS}/${walletId}/balance`)).body['balance']).toBe('-4.00');

    const lower = await api.patch(`${WALLETS}/${walletId}`, { overdraft_limit: '3' });
    expect([lower.status, lower.body['code']]).toEqual([409, 'overdraft_in_use']);
  });
});
