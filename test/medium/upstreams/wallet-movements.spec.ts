import { describe, expect, it } from '@jest/globals';
import { walletSuite } from '../../support/upstreams/wallet-suite.js';

const wallet = walletSuite();
const { calls, walletOf, consume, balanceOf } = wallet;

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
