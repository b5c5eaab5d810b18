import { describe, expect, it } from '@jest/globals';
import { walletSuite } from '../../support/upstreams/wallet-suite.js';

const wallet = walletSuite();
const { calls, walletOf, consume, balanceOf } = wallet;

describe('W1: a wallet is made', () => {
  it('with CREDIT and fiat unless told otherwise', async () => {
    const made = await calls.post('/api/v1/wallets', { user_id: 'u1', initial_balance: '12.5' });
    expect(made).toMatchObject({
      status: 200,
      body: { success: true, balance: '12.5', transaction_id: null },
    });
    const found = await calls.get(`/api/v1/wallets/${made.body['wallet_id']}`);
    expect(found.body).toMatchObject({
      user_id: 'u1',
      balance: '12.5',
      currency: 'CREDIT',
      wallet_type: 'fiat',
    });
  });

  it('once a user where it is fiat: 400, which does not tell the wallet', async () => {
    await calls.post('/api/v1/wallets', { user_id: 'u1' });
    const second = await calls.post('/api/v1/wallets', { user_id: 'u1' });
    expect(second).toMatchObject({ status: 400, body: { detail: 'User already has a fiat wallet' } });
    expect(Object.keys(second.body)).toEqual(['detail']);
    await expect(
      calls.post('/api/v1/wallets', { user_id: 'u1', wallet_type: 'crypto' }),
    ).resolves.toMatchObject({
      status: 200,
    });
  });

  it('not without a user, with a negative balance or of an unknown type: 422 with a list', async () => {
    const refused = await calls.post('/api/v1/wallets', { initial_balance: -1, wallet_type: 'purse' });
    expect(refused).toMatchObject({
      status: 422,
      body: {
        detail: [
          { type: 'missing', loc: ['body', 'user_id'], msg: 'Field required' },
          { type: 'enum', loc: ['body', 'wallet_type'], input: 'purse' },
          { type: 'greater_than_equal', loc: ['body', 'initial_balance'], input: -1 },
        ],
      },
    });
  });
});

describe('W2, W3: wallets are found', () => {
  it('by user and type, in the shape of the contract', async () => {
    const id = await walletOf('u1');
    const { body } = await calls.get('/api/v1/wallets?user_id=u1&wallet_type=fiat');
    expect(body).toEqual({
      wallets: [
        {
          wallet_id: id,
          user_id: 'u1',
          balance: '100.0',
          locked_balance: '0.0',
          available_balance: '100.0',
          currency: 'CREDIT',
          wallet_type: 'fiat',
          last_updated: expect.stringMatching(/Z$/),
          blockchain_address: null,
          blockchain_network: null,
          on_chain_balance: null,
          sync_status: null,
        },
      ],
      count: 1,
    });
    expect((await calls.get('/api/v1/wallets?user_id=u1&wallet_type=crypto')).body).toEqual({
      wallets: [],
      count: 0,
    });
  });

  it('none for an unknown user: 200 and zero', async () => {
    const found = await calls.get('/api/v1/wallets?user_id=nobody');
    expect(found).toMatchObject({ status: 200, body: { wallets: [], count: 0 } });
  });

  it('by id at the top level; 404 for an unknown one', async () => {
    expect((await calls.get(`/api/v1/wallets/${await walletOf('u1')}`)).body).toMatchObject({
      user_id: 'u1',
    });
    const unknown = await calls.get('/api/v1/wallets/unknown');
    expect(unknown).toMatchObject({ status: 404, body: { detail: 'Wallet not found' } });
  });

  it('by the path of their generation only', async () => {
    await walletOf('u1');
    await expect(calls.get('/api/v1/users/u1/wallets')).resolves.toMatchObject({
      status: 404,
      body: { detail: 'Not Found' },
    });
    await wallet.control.set({ generation: 'v1' });
    await expect(calls.get('/api/v1/users/u1/wallets')).resolves.toMatchObject({
      status: 200,
      body: { count: 1 },
    });
    await expect(calls.get('/api/v1/wallets?user_id=u1')).resolves.toMatchObject({ status: 405 });
  });
});

describe('W4, W5: balances', () => {
  it('are a string at the top and floats in the untyped data', async () => {
    const id = await walletOf('u1');
    expect((await calls.get(`/api/v1/wallets/${id}/balance`)).body).toEqual({
      success: true,
      message: expect.any(String),
      wallet_id: id,
      balance: '100.0',
      transaction_id: null,
      data: {
        balance: 100,
        locked_balance: 0,
        available_balance: 100,
        currency: 'CREDIT',
        on_chain_balance: null,
      },
    });
  });

  it('of an unknown wallet are a 500 around a 404', async () => {
    const unknown = await calls.get('/api/v1/wallets/unknown/balance');
    expect(unknown).toMatchObject({ status: 500, body: { detail: '404: Wallet not found' } });
  });

  it('by user make an empty wallet where there is none', async () => {
    const { body } = await calls.get('/api/v1/wallets/credits/balance?user_id=newcomer');
    expect(body).toMatchObject({
      success: true,
      balance: 0,
      available_balance: 0,
      locked_balance: 0,
      currency: 'CREDIT',
    });
    const { wallets } = await wallet.control.state();
    expect(wallets).toMatchObject([{ wallet_id: body['wallet_id'], user_id: 'newcomer', balance: 0 }]);
  });

  it('by user are refused without one, and have another path at v1', async () => {
    await expect(calls.get('/api/v1/wallets/credits/balance')).resolves.toMatchObject({
      status: 422,
      body: { detail: [{ type: 'missing', loc: ['query', 'user_id'] }] },
    });
    await expect(calls.get('/api/v1/users/u1/credits/balance')).resolves.toMatchObject({ status: 404 });
    await wallet.control.set({ generation: 'v1' });
    await expect(calls.get('/api/v1/users/u1/credits/balance')).resolves.toMatchObject({
      status: 200,
      body: { success: true, balance: 0 },
    });
  });

  it('are written with an exponent where Python does so', async () => {
    expect(await balanceOf(await walletOf('tiny', '0.0000003'))).toBe('3E-7');
    expect(await balanceOf(await walletOf('small', '0.00001'))).toBe('0.00001');
    expect(await balanceOf(await walletOf('none', 0))).toBe('0.0');
    expect(await balanceOf(await walletOf('much', '100000000000000000'))).toBe('1E+17');
  });
});

describe('W10: the history', () => {
  it('lists newest first with metadata, by type, limit and offset', async () => {
    const id = await walletOf('u1');
    for (const n of [1, 2, 3]) await consume(id, { amount: n, metadata: { billing_id: `bill_${n}` } });
    const history = `/api/v1/wallets/${id}/transactions`;
    const page = await calls.get(`${history}?transaction_type=consume&limit=2&offset=1`);
    expect(page.body).toMatchObject({
      transactions: [
        { amount: '2.0', metadata: { billing_id: 'bill_2' } },
        { amount: '1.0', metadata: { billing_id: 'bill_1' } },
      ],
      count: 2,
      limit: 2,
      offset: 1,
    });
    expect((await calls.get(history)).body).toMatchObject({ count: 4, limit: 50, offset: 0 });
  });

  it('by time', async () => {
    const id = await walletOf('u1');
    const history = `/api/v1/wallets/${id}/transactions`;
    expect((await calls.get(`${history}?start_date=2999-01-01T00:00:00Z`)).body).toMatchObject({ count: 0 });
    expect((await calls.get(`${history}?start_date=2000-01-01&end_date=2999-01-01`)).body).toMatchObject({
      count: 1,
    });
  });

  it('refuses a limit above 100, a negative offset and an unknown type', async () => {
    const history = `/api/v1/wallets/${await walletOf('u1')}/transactions`;
    for (const query of ['limit=101', 'offset=-1', 'transaction_type=charge', 'start_date=yesterday']) {
      await expect(calls.get(`${history}?${query}`)).resolves.toMatchObject({ status: 422 });
    }
    await expect(calls.get(`${history}?limit=100`)).resolves.toMatchObject({ status: 200 });
  });

  it('by user is shadowed: 404', async () => {
    const shadowed = await calls.get('/api/v1/wallets/transactions?user_id=u1');
    expect(shadowed).toMatchObject({ status: 404, body: { detail: 'Wallet not found' } });
  });
});

it.each([
  ['GET', '/api/v1/credits/balance?user_id=u1', 404],
  ['POST', '/api/v1/credits/consume', 404],
  ['GET', '/api/v1/wallets/user/u1/balance', 404],
  ['POST', '/api/v1/wallets/consume', 405],
])('does not know %s %s', async (method, path, status) => {
  const answer = method === 'GET' ? await calls.get(path) : await calls.post(path, {});
  expect(answer.status).toBe(status);
});
