import { describe, expect, it } from '@jest/globals';
import { serviceSuite } from '../../support/service/service-suite.js';

const { api, given } = serviceSuite('movements');

/** A wallet of a fresh user: its path. */
async function wallet(
  balance: string,
  currency = 'CREDIT',
): Promise<{ path: string; id: string; userId: string }> {
  const userId = given.name('user');
  const { body } = await api.post('/api/v1/wallets', { user_id: userId, initial_balance: balance, currency });
  const id = String(body['wallet_id']);
  return { path: `/api/v1/wallets/${id}`, id, userId };
}

const balanceOf = async (path: string) => (await api.get(`${path}/balance`)).body['balance'];

describe('deposit', () => {
  it('adds the exact amount and says so', async () => {
    const { path } = await wallet('0.1');
    const { status, body } = await api.post(`${path}/deposit`, {
      amount: '0.2',
      description: 'top-up',
      reference_id: 'invoice-1',
      metadata: { by: 'card' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, message: 'Deposited 0.20 CREDIT', balance: '0.30' });
    expect(body['data']).toMatchObject({
      remaining_balance: '0.30',
      transaction: {
        transaction_type: 'deposit',
        amount: '0.20',
        balance_before: '0.10',
        balance_after: '0.30',
        description: 'top-up',
        reference_id: 'invoice-1',
        metadata: { by: 'card' },
      },
    });
  });

  it('happens once for one key, however many come at once', async () => {
    const { path } = await wallet('0');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.post(`${path}/deposit`, { amount: 5 }, 'top-up')),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(await balanceOf(path)).toBe('5.00');
    const other = await api.post(`${path}/deposit`, { amount: 6 }, 'top-up');
    expect([other.status, other.body['code']]).toEqual([409, 'idempotency_key_conflict']);
  });

  it.each([0, '0.0', -1, 'NaN', '1e3', null])('refuses the amount %p', async (amount) => {
    const { path } = await wallet('1');
    expect((await api.post(`${path}/deposit`, { amount })).status).toBe(422);
    expect(await balanceOf(path)).toBe('1.00');
  });
});

describe('withdraw', () => {
  it('takes what is there and never more, however many ask at once', async () => {
    const { path } = await wallet('100');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.post(`${path}/withdraw`, { amount: 10 })),
    );
    const taken = answers.filter((answer) => answer.status === 200);
    const refused = answers.filter((answer) => answer.body['code'] === 'insufficient_funds');
    expect([taken.length, refused.length]).toEqual([10, 10]);
    expect(await balanceOf(path)).toBe('0');
    expect(refused[0]?.body).toMatchObject({ status: 402 });
  });
});

describe('transfer', () => {
  it('moves the money between the wallets of two accounts', async () => {
    const [from, to] = [await wallet('30'), await wallet('1')];
    const { status, body } = await api.post(`${from.path}/transfer`, { to_wallet_id: to.id, amount: '12.5' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ balance: '17.50', wallet_id: from.id, message: 'Transferred 12.50 CREDIT' });
    expect(body['data']).toMatchObject({
      transfer_status: 'completed',
      transaction: { transaction_type: 'transfer_out' },
    });
    expect([await balanceOf(from.path), await balanceOf(to.path)]).toEqual(['17.50', '13.50']);
  });

  it('arrives once for one key, however many come at once', async () => {
    const [from, to] = [await wallet('30'), await wallet('0')];
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        api.post(`${from.path}/transfer`, { to_wallet_id: to.id, amount: 7 }, 'once'),
      ),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
    expect([await balanceOf(from.path), await balanceOf(to.path)]).toEqual(['23.00', '7.00']);
  });

  it('loses and makes nothing when many cross each other', async () => {
    const [a, b] = [await wallet('50'), await wallet('50')];
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => {
        const [from, to] = index % 2 ? [a, b] : [b, a];
        return api.post(`${from.path}/transfer`, { to_wallet_id: to.id, amount: '0.7' });
      }),
    );
    expect([await balanceOf(a.path), await balanceOf(b.path)]).toEqual(['50.00', '50.00']);
  });

  it('is refused to the same wallet, to an unknown one, over the balance, and into another currency', async () => {
    const [from, to, dollars] = [await wallet('5'), await wallet('0'), await wallet('0', 'USD')];
    const send = async (toWalletId: string, amount: number) => {
      const { status, body } = await api.post(`${from.path}/transfer`, { to_wallet_id: toWalletId, amount });
      return [status, body['code']];
    };
    expect(await send(from.id, 1)).toEqual([422, 'validation_failed']);
    expect(await send('wal_unknown', 1)).toEqual([404, 'wallet_not_found']);
    expect(await send(to.id, 6)).toEqual([402, 'insufficient_funds']);
    expect(await send(dollars.id, 1)).toEqual([409, 'wallet_currency_mismatch']);
    expect(await balanceOf(from.path)).toBe('5.00');
  });
});

describe('transactions', () => {
  it('tell the whole history, newest first, each from where the last one ended', async () => {
    const productId = await given.product(undefined, { unit_price: '0.25' });
    const [{ path, userId }, other] = [await wallet('10'), await wallet('0')];
    await api.post(`${path}/deposit`, { amount: 2, reference_id: 'ref' });
    const usage = {
      user_id: userId,
      product_id: productId,
      service_type: 'model_inference',
      usage_amount: 4,
    };
    const charged = await api.post('/api/v1/usage/record', { ...usage, billing_method: 'wallet_deduction' });
    await api.post(`${path}/withdraw`, { amount: '0.5', destination: 'bank' });
    await api.post(`${path}/transfer`, { to_wallet_id: other.id, amount: 3 });
    const billingId = String(charged.body['billing_id']);
    await api.put(`/api/v1/billing/record/${billingId}/status?status=refunded`);

    const { body } = await api.get(`${path}/transactions`);
    const transactions = body['transactions'] as Record<string, unknown>[];
    const columns = ['transaction_type', 'amount', 'balance_before', 'balance_after'];
    expect(transactions.map((row) => columns.map((column) => row[column]))).toEqual([
      ['refund', '1.00', '7.50', '8.50'],
      ['transfer_out', '3.00', '10.50', '7.50'],
      ['withdraw', '0.50', '11.00', '10.50'],
      ['consume', '1.00', '12.00', '11.00'],
      ['deposit', '2.00', '10.00', '12.00'],
      ['deposit', '10.00', '0', '10.00'],
    ]);
    expect(body).toMatchObject({ count: 6, limit: 50, offset: 0 });
    expect(transactions[3]).toMatchObject({
      transaction_id: charged.body['wallet_transaction_id'],
      usage_record_id: charged.body['usage_record_id'],
      metadata: { billing_id: billingId },
    });
    expect(transactions[2]).toMatchObject({ reference_id: 'bank', user_id: userId });

    const arrived = await api.get(`${other.path}/transactions?transaction_type=transfer_in`);
    expect(arrived.body['transactions']).toMatchObject([
      {
        transaction_type: 'transfer_in',
        balance_before: '0',
        balance_after: '3.00',
        reference_id: transactions[1]?.['reference_id'],
      },
    ]);
  });

  it('are filtered by type and time, and come in pages', async () => {
    const { path } = await wallet('1');
    for (const amount of [1, 2, 3]) await api.post(`${path}/deposit`, { amount });
    await api.post(`${path}/withdraw`, { amount: 1 });
    const list = async (query: string) => {
      const { body } = await api.get(`${path}/transactions?${query}`);
      return (body['transactions'] as { amount: string }[]).map(({ amount }) => amount);
    };
    expect(await list('transaction_type=withdraw')).toEqual(['1.00']);
    expect(await list('transaction_type=deposit&limit=2&offset=1')).toEqual(['2.00', '1.00']);
    expect(await list('start_date=2999-01-01')).toEqual([]);
    expect(await list('end_date=2020-01-01')).toEqual([]);
    const today = new Date().toISOString().slice(0, 10);
    expect(await list(`start_date=${today}&end_date=${today}`)).toHaveLength(5);
    const first = await api.get(`${path}/transactions?limit=4`);
    expect(await list(`limit=4&cursor=${String(first.body['next_cursor'])}`)).toEqual(['1.00']);
    expect((await api.get(`${path}/transactions`)).body['next_cursor']).toBeNull();
    for (const query of [
      'cursor=5',
      `cursor=${String(first.body['next_cursor'])}&offset=1`,
      'limit=0',
      'limit=101',
      'offset=-1',
      'transaction_type=bonus',
      'start_date=yesterday',
    ]) {
      expect((await api.get(`${path}/transactions?${query}`)).status).toBe(422);
    }
  });
});
