import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ApiClient } from '../../support/api/api-client.js';
import type { HttpApp } from '../../support/service/http-app.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { platformSuite } from '../../support/upstreams/platform-suite.js';
import { REMOTE_PAYERS, type RemotePayers } from '../../../src/integrations/payer/remote-payers.js';

const suite = serviceSuite('upstream reads');

const platform = platformSuite();
let service: HttpApp;
let api: ApiClient;

beforeAll(async () => {
  service = await suite.startAnother({
    integrations: platform.integrations({ readTimeoutMs: 500, breakerFailures: 2, breakerOpenMs: 200 }),
  });
  api = new ApiClient(service);
});

beforeEach(async () => {
  await Promise.all([platform.wallets, platform.subscriptions].map((fake) => fake.control.reset()));
});

async function walletOf(userId: string, balance: string): Promise<string> {
  const { wallet_ids } = await platform.wallets.control.create({ wallets: [{ user_id: userId, balance }] });
  return String(wallet_ids[0]);
}

/** As another caller of the wallet service. */
async function consume(walletId: string, amount: number, metadata: object = {}): Promise<void> {
  const answer = await fetch(`${platform.wallets.url}/api/v1/wallets/${walletId}/consume`, {
    method: 'POST',
    body: JSON.stringify({ amount, metadata }),
  });
  expect(answer.status).toBe(200);
}

describe('wallets that the wallet service keeps', () => {
  it('are read there, exactly', async () => {
    const walletId = await walletOf('alice', '0.0000003');
    const expected = {
      wallet_id: walletId,
      user_id: 'alice',
      available_balance: '0.0000003',
      overdraft_limit: '0',
      currency: 'CREDIT',
    };
    expect((await api.get(`/api/v1/wallets/${walletId}`)).body).toMatchObject(expected);
    expect((await api.get('/api/v1/wallets?user_id=alice')).body).toMatchObject({
      wallets: [expected],
      count: 1,
    });
    expect((await api.get('/api/v1/users/alice/wallets')).body).toMatchObject({
      wallets: [expected],
      count: 1,
    });
    expect((await api.get('/api/v1/wallets/credits/balance?user_id=alice')).body).toMatchObject({
      balance: '0.0000003',
      wallet_id: walletId,
    });
    expect((await api.get(`/api/v1/wallets/${walletId}/balance`)).body).toMatchObject({
      balance: '0.0000003',
    });
  });

  it('are none for a user without one, for an organisation, and under an unknown id', async () => {
    await walletOf('acme', '5');
    expect((await api.get('/api/v1/wallets?user_id=bob')).body).toMatchObject({ wallets: [], count: 0 });
    const organisation = 'billing_account_type=organization&billing_account_id=acme';
    expect((await api.get(`/api/v1/wallets?${organisation}`)).body).toMatchObject({ count: 0 });
    const unknown = await api.get('/api/v1/wallets/none');
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'wallet_not_found']);
    expect((await platform.wallets.control.state()).wallets).toHaveLength(1);
  });

  it('tell their transactions, filtered and page by page', async () => {
    const walletId = await walletOf('alice', '100');
    for (const amount of [1, 2, 3]) await consume(walletId, amount, { billing_id: `bill_${amount}` });
    const path = `/api/v1/wallets/${walletId}/transactions`;
    const list = async (query: string) =>
      ((await api.get(`${path}?${query}`)).body['transactions'] as { amount: string }[]).map(
        ({ amount }) => amount,
      );
    expect(await list('')).toEqual(['3.00', '2.00', '1.00', '100.00']);
    expect(await list('transaction_type=consume&limit=2')).toEqual(['3.00', '2.00']);
    expect(await list('transaction_type=consume&offset=1')).toEqual(['2.00', '1.00']);
    expect(await list('transaction_type=transfer_in')).toEqual([]);
    const { body } = await api.get(`${path}?limit=2`);
    expect(body['transactions']).toMatchObject([
      { metadata: { billing_id: 'bill_3' }, balance_before: '97.00', balance_after: '94.00' },
      { usage_record_id: expect.stringContaining('2') },
    ]);
    const { transactions } = await platform.wallets.control.state();
    expect(body['next_cursor']).toBe(transactions.at(-2)?.transaction_id);
    expect(await list(`limit=2&cursor=${String(body['next_cursor'])}`)).toEqual(['1.00', '100.00']);
    expect((await api.get(`${path}?cursor=none`)).status).toBe(422);
  });

  it.each([
    ['POST', '/api/v1/wallets', { user_id: 'bob' }],
    ['POST', '/api/v1/wallets/ID/deposit', { amount: 5 }],
    ['POST', '/api/v1/wallets/ID/withdraw', { amount: 5 }],
    ['POST', '/api/v1/wallets/ID/transfer', { amount: 5, to_wallet_id: 'other' }],
    ['PATCH', '/api/v1/wallets/ID', { overdraft_limit: 5 }],
  ])('are not changed here: %s %s', async (method, path, body) => {
    const walletId = await walletOf('alice', '100');
    const full = path.replace('ID', walletId);
    const answer = await (method === 'POST' ? api.post(full, body) : api.patch(full, body));
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'managed_upstream',
      upstream: 'wallet',
      detail: `This is kept by the wallet service at ${platform.wallets.url}: change it there`,
    });
    expect((await platform.wallets.control.state()).transactions).toHaveLength(1);
  });

  it('are unavailable while the service is down, and the breaker hides them as a method', async () => {
    const payers = service.app.get<RemotePayers>(REMOTE_PAYERS, { strict: false });
    await walletOf('alice', '1');
    expect(payers.isAvailable('wallet_deduction')).toBe(true);
    await platform.wallets.control.down();
    for (let tries = 0; tries < 3; tries += 1) {
      const { status, body, headers } = await api.get('/api/v1/wallets?user_id=alice');
      expect([status, body['code'], body['upstream']]).toEqual([503, 'upstream_unavailable', 'wallet']);
      expect(headers.get('Retry-After')).toBe('1');
    }
    expect(payers.isAvailable('wallet_deduction')).toBe(false);
    expect(payers.isAvailable('payment_charge')).toBe(true);
    await platform.wallets.control.up();
    const waitedUntil = Date.now() + 10_000;
    let status = 503;
    while (status === 503 && Date.now() < waitedUntil) {
      status = (await api.get('/api/v1/wallets?user_id=alice')).status;
    }
    expect([status, payers.isAvailable('wallet_deduction')]).toEqual([200, true]);
  });
});

describe('subscriptions and credits that the subscription service keeps', () => {
  it('are read there', async () => {
    const { subscription_ids } = await platform.subscriptions.control.create({
      subscriptions: [{ user_id: 'alice', credits: 1_234 }],
    });
    const [id] = subscription_ids;
    const expected = {
      subscription_id: id,
      billing_account_type: 'user',
      billing_account_id: 'alice',
      plan_tier: 'pro',
      status: 'active',
      included_products: [],
    };
    expect((await api.get(`/api/v1/subscriptions/${id}`)).body).toMatchObject(expected);
    const ofUser = '/api/v1/subscriptions/user/alice';
    expect((await api.get(ofUser)).body).toMatchObject({ subscriptions: [expected], count: 1 });
    expect((await api.get(`${ofUser}?status=canceled`)).body).toMatchObject({ count: 0 });
    const balance = '/api/v1/credits/balance?user_id=alice';
    expect((await api.get(balance)).body).toMatchObject({ available_balance: '1234.00' });
    expect((await api.get(`${balance}&currency=USD`)).body).toMatchObject({ available_balance: '0' });
  });

  it('are none where there is none', async () => {
    expect((await api.get('/api/v1/subscriptions/user/bob')).body).toMatchObject({
      subscriptions: [],
      count: 0,
    });
    expect((await api.get('/api/v1/subscriptions/none')).body['code']).toBe('subscription_not_found');
    const { body } = await api.get('/api/v1/credits/balance?user_id=bob');
    expect(body).toMatchObject({ available_balance: '0' });
  });

  it('are not changed here', async () => {
    const subscribed = await api.post('/api/v1/subscriptions', { user_id: 'bob', plan_id: 'pro' });
    const granted = await api.post('/api/v1/credits/grants', { user_id: 'bob', amount: 5 });
    for (const { status, body } of [subscribed, granted]) {
      expect([status, body['code'], body['upstream']]).toEqual([409, 'managed_upstream', 'subscription']);
    }
  });

  it('are unavailable while the service is down, and the log says why under the request', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn');
    await platform.subscriptions.control.down();
    const { status, body } = await api.get('/api/v1/credits/balance?user_id=bob');
    expect([status, body['code'], body['upstream']]).toEqual([503, 'upstream_unavailable', 'subscription']);
    const line = warn.mock.calls.map(([told]) => told as Record<string, unknown>).find(({ err }) => err);
    expect(line).toMatchObject({ request_id: body['request_id'], upstream: 'subscription' });
    expect(String(line?.['err'])).toMatch(/subscription: connect ECONNREFUSED/);
    warn.mockRestore();
  });
});

describe('the payers of a service', () => {
  const payersIn = (app: HttpApp['app']): (boolean | undefined)[] => {
    const payers = app.get<RemotePayers>(REMOTE_PAYERS, { strict: false });
    const methods = ['wallet_deduction', 'credit_consumption', 'payment_charge'] as const;
    return methods.map((method) => payers.payerOf(method)?.isIdempotent);
  };

  it('are those that the configuration names', () => {
    expect(payersIn(service.app)).toEqual([false, true, false]);
    expect(payersIn(suite.app)).toEqual([undefined, undefined, true]);
  });
});
