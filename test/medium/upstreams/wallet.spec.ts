import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startUpstream, type Upstream } from '../../support/upstreams.js';
import { Calls } from './calls.js';

let wallet: Upstream<'wallet'>;
let calls: Calls;

beforeAll(async () => {
  wallet = await startUpstream('wallet');
  calls = new Calls(wallet.url);
});

beforeEach(async () => {
  await wallet.control.reset();
  await wallet.control.set({ generation: 'v2', window_ms: 2 });
});

afterAll(() => wallet?.stop());

async function walletOf(userId: string, balance: string | number = 100): Promise<string> {
  const { wallet_ids } = await wallet.control.create({ wallets: [{ user_id: userId, balance }] });
  return wallet_ids[0] ?? '';
}

const consume = (id: string, body: object) => calls.post(`/api/v1/wallets/${id}/consume`, body);

const balanceOf = async (id: string) => (await calls.get(`/api/v1/wallets/${id}`)).body['balance'];

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

describe('W6: consume', () => {
  it('takes the amount and answers the transaction', async () => {
    const id = await walletOf('u1');
    const answer = await consume(id, { amount: '10.5', metadata: { billing_id: 'bill_1' }, unknown: true });
    const transaction_id: unknown = answer.body['transaction_id'];
    expect(answer.body).toEqual({
      success: true,
      message: 'Consumed 10.5 successfully',
      wallet_id: id,
      balance: '89.5',
      transaction_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      data: {
        transaction: expect.objectContaining({
          transaction_id,
          wallet_id: id,
          user_id: 'u1',
          transaction_type: 'consume',
          amount: '10.5',
          balance_before: '100.0',
          balance_after: '89.5',
          fee: '0.0',
          description: 'Consumed: 10.5',
          reference_id: null,
          usage_record_id: null,
          blockchain_status: 'completed',
          metadata: { billing_id: 'bill_1' },
        }),
        remaining_balance: 89.5,
      },
    });
  });

  it('wants an integer as usage_record_id, and drops it; reference_id it does not know', async () => {
    const id = await walletOf('u1');
    await expect(consume(id, { amount: 1, usage_record_id: 'bill_1' })).resolves.toMatchObject({
      status: 422,
      body: { detail: [{ type: 'int_parsing', loc: ['body', 'usage_record_id'], input: 'bill_1' }] },
    });
    const taken = await consume(id, { amount: 1, usage_record_id: 7, reference_id: 'bill_1' });
    expect(taken).toMatchObject({
      status: 200,
      body: { data: { transaction: { usage_record_id: null, reference_id: null } } },
    });
  });

  it('refuses with 500 and the 400 in its text: too little money, no such wallet', async () => {
    const refusal = { status: 500, body: { detail: '400: Insufficient balance' } };
    await expect(consume(await walletOf('u1', 5), { amount: 5.01 })).resolves.toMatchObject(refusal);
    await expect(consume('unknown', { amount: 1 })).resolves.toMatchObject(refusal);
    expect((await wallet.control.state()).transactions).toHaveLength(1);
  });

  it.each([
    [{ amount: 0 }, 'greater_than'],
    [{ amount: '-1' }, 'greater_than'],
    [{ amount: 'much' }, 'decimal_parsing'],
    [{ amount: '0.000000001' }, 'decimal_max_places'],
    [{}, 'missing'],
    [{ amount: null }, 'decimal_type'],
    [{ amount: 1, metadata: 'bill_1' }, 'dict_type'],
  ])('refuses %j with 422 %s', async (body, type) => {
    const refused = await consume(await walletOf('u1'), body);
    expect(refused).toMatchObject({ status: 422, body: { detail: [{ type }] } });
  });

  it('refuses a body that is no JSON or no object with 422', async () => {
    await expect(calls.post('/api/v1/wallets/w/consume', '{')).resolves.toMatchObject({
      status: 422,
      body: { detail: [{ type: 'json_invalid' }] },
    });
    await expect(calls.post('/api/v1/wallets/w/consume', '[]')).resolves.toMatchObject({ status: 422 });
    await expect(calls.post('/api/v1/wallets/w/consume')).resolves.toMatchObject({
      status: 422,
      body: { detail: [{ type: 'missing', loc: ['body'] }] },
    });
  });

  it('is not idempotent: sent twice it takes twice', async () => {
    const id = await walletOf('u1');
    const body = { amount: 10, metadata: { billing_id: 'bill_1', idempotency_key: 'k' } };
    const answers = [await consume(id, body), await consume(id, body)];
    expect(new Set(answers.map((answer) => answer.body['transaction_id'])).size).toBe(2);
    expect(await balanceOf(id)).toBe('80.0');
  });

  it('loses updates: 20 parallel consumes of 10 on 100 all succeed and leave 80', async () => {
    await wallet.control.set({ window_ms: 600 });
    const id = await walletOf('u1');
    const answers = await Promise.all(Array.from({ length: 20 }, () => consume(id, { amount: 10 })));
    expect(answers.map(({ status, body }) => [status, body['success']])).toEqual(
      Array.from({ length: 20 }, () => [200, true]),
    );
    expect(await balanceOf(id)).toBe('80.0');
    const { wallets, transactions } = await wallet.control.state();
    expect(transactions.filter(({ transaction_type }) => transaction_type === 'consume')).toHaveLength(20);
    expect(wallets).toMatchObject([{ most_at_once: 20 }]);
  });

  it('loses none when one call follows the other', async () => {
    const id = await walletOf('u1');
    for (let n = 0; n < 10; n++) await consume(id, { amount: 10 });
    expect(await balanceOf(id)).toBe('0.0');
    expect(await consume(id, { amount: '0.00000001' })).toMatchObject({ status: 500 });
    expect((await wallet.control.state()).wallets).toMatchObject([{ most_at_once: 1 }]);
  });
});

describe('W7: consume by user', () => {
  it('is shadowed at v2: always 500, and 404 on the path of v1', async () => {
    await walletOf('u1');
    const shadowed = await calls.post('/api/v1/wallets/credits/consume?user_id=u1', { amount: 1 });
    expect(shadowed).toMatchObject({ status: 500, body: { detail: '400: Insufficient balance' } });
    await expect(calls.post('/api/v1/users/u1/credits/consume', { amount: 1 })).resolves.toMatchObject({
      status: 404,
    });
  });

  it('works at v1', async () => {
    await wallet.control.set({ generation: 'v1' });
    await walletOf('u1');
    const taken = await calls.post('/api/v1/users/u1/credits/consume', { amount: 1 });
    expect(taken).toMatchObject({ status: 200, body: { success: true, balance: '99.0' } });
  });
});

describe('W8: refund', () => {
  const refund = (id: unknown, body: object = {}) =>
    calls.post(`/api/v1/transactions/${String(id)}/refund`, {
      original_transaction_id: id,
      reason: 'wrong',
      ...body,
    });

  it('gives back all, or the amount, as a new transaction that refers to the old one', async () => {
    const id = await walletOf('u1');
    const charge = (await consume(id, { amount: 10 })).body['transaction_id'] as string;
    const part = await refund(charge, { amount: '2.5', metadata: { billing_id: 'bill_1' } });
    expect(part).toMatchObject({
      status: 200,
      body: {
        success: true,
        wallet_id: id,
        balance: '92.5',
        data: {
          transaction: {
            transaction_type: 'refund',
            amount: '2.5',
            reference_id: charge,
            metadata: { billing_id: 'bill_1', original_transaction_id: charge },
          },
        },
      },
    });
    expect((await refund(charge)).body).toMatchObject({ balance: '102.5' });
  });

  it('of the same transaction twice gives back twice', async () => {
    const id = await walletOf('u1');
    const charge = (await consume(id, { amount: 10 })).body['transaction_id'];
    await refund(charge);
    await expect(refund(charge)).resolves.toMatchObject({ status: 200, body: { balance: '110.0' } });
  });

  it('of more than the original or of an unknown transaction is a 500 around a 400', async () => {
    const charge = (await consume(await walletOf('u1'), { amount: 10 })).body['transaction_id'];
    const refusal = { status: 500, body: { detail: '400: Failed to process refund' } };
    await expect(refund(charge, { amount: '10.01' })).resolves.toMatchObject(refusal);
    await expect(refund('unknown')).resolves.toMatchObject(refusal);
  });

  it('needs original_transaction_id and reason in the body', async () => {
    const charge = (await consume(await walletOf('u1'), { amount: 10 })).body['transaction_id'];
    await expect(calls.post(`/api/v1/transactions/${String(charge)}/refund`, {})).resolves.toMatchObject({
      status: 422,
      body: {
        detail: [
          { type: 'missing', loc: ['body', 'original_transaction_id'] },
          { type: 'missing', loc: ['body', 'reason'] },
        ],
      },
    });
  });
});

describe('W9: deposit, withdraw, transfer', () => {
  it('move money; a deposit keeps its reference', async () => {
    const [from, to] = [await walletOf('u1'), await walletOf('u2', 0)];
    const deposited = await calls.post(`/api/v1/wallets/${from}/deposit`, {
      amount: 50,
      reference_id: 'pay_1',
    });
    expect(deposited.body).toMatchObject({
      balance: '150.0',
      data: { transaction: { reference_id: 'pay_1' } },
    });
    const withdrawn = await calls.post(`/api/v1/wallets/${from}/withdraw`, {
      amount: 30,
      destination: 'bank',
    });
    expect(withdrawn.body).toMatchObject({
      balance: '120.0',
      data: { transaction: { metadata: { destination: 'bank' } } },
    });
    await calls.post(`/api/v1/wallets/${from}/transfer`, { to_wallet_id: to, amount: 20 });
    expect([await balanceOf(from), await balanceOf(to)]).toEqual(['100.0', '20.0']);
  });

  it('refuse with 500 and the 400 in its text', async () => {
    const id = await walletOf('u1', 1);
    const refused = [
      await calls.post(`/api/v1/wallets/${id}/withdraw`, { amount: 2 }),
      await calls.post(`/api/v1/wallets/unknown/deposit`, { amount: 2 }),
      await calls.post(`/api/v1/wallets/${id}/transfer`, { to_wallet_id: 'unknown', amount: 1 }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([500, 500, 500]);
    expect(refused.every(({ body }) => String(body['detail']).startsWith('400: '))).toBe(true);
    expect(await balanceOf(id)).toBe('1.0');
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
