import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { testConfig } from '../../support/config.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { startUpstream } from '../../support/upstreams/start-upstream.js';
import { waitUntil } from '../../support/wait-until.js';

const wallets = await startUpstream('wallet', { generation: 'v1' });
const payments = await startUpstream('payment', { generation: 'v1' });
const products = await startUpstream('product', { generation: 'v1' });
const error = jest.spyOn(Logger.prototype, 'error');

const { integrations } = testConfig();
const { api, given } = serviceSuite('wrong generation', {
  integrations: {
    ...integrations,
    generation: 'v2',
    wallet: { client: 'http', url: wallets.url },
    payment: { client: 'http', url: payments.url, secret: 'internal-secret' },
  },
});
const asking = serviceSuite('wrong generation of products', {
  integrations: {
    ...integrations,
    generation: 'v2',
    product: { ...integrations.product, client: 'http', url: products.url },
  },
});

afterAll(() => Promise.all([wallets, payments, products].map((fake) => fake.stop())));

async function lastErrorOf(service: typeof api, upstream: string): Promise<unknown> {
  const { body } = await service.get('/health/detailed');
  const states = body['upstreams'] as { name: string; last_error: string | null }[];
  return states.find(({ name }) => name === upstream)?.last_error;
}

const told = (upstream: string) =>
  error.mock.calls
    .map(([line]) => line as Record<string, unknown>)
    .filter((line) => line['upstream'] === upstream)
    .map((line) => String(line['msg']));

const WRONG = /^it does not know the path .*: UPSTREAM_GENERATION \(v2\) or its URL may be the wrong one$/;

function usage(userId: string, product_id: string, method: string | null = null) {
  return { user_id: userId, product_id, service_type: 'other', usage_amount: 1000, billing_method: method };
}

describe('a service of the other generation', () => {
  it('is told in health and once in the log, and usage waits for it: the wallet service', async () => {
    await wallets.control.create({ wallets: [{ user_id: 'alice', balance: 10 }] });
    const product = await given.product();
    for (let n = 0; n < 3; n += 1) {
      const { status, body } = await api.post(
        '/api/v1/usage/record',
        usage('alice', product, 'wallet_deduction'),
      );
      expect([status, body['billing_status']]).toEqual([202, 'pending']);
    }
    expect((await api.get('/api/v1/wallets?user_id=alice')).body['code']).toBe('upstream_unavailable');
    expect(await lastErrorOf(api, 'wallet')).toMatch(WRONG);
    expect(told('wallet')).toEqual([expect.stringMatching(/GET \/api\/v1\/wallets: UPSTREAM_GENERATION/)]);
    expect((await wallets.control.state()).transactions).toHaveLength(1);
  });

  it('and the payment service, whose charges surely were not made', async () => {
    await given.card('bob', 'pm_card_visa');
    const product = await given.product(undefined, { unit_price: '0.002', currency: 'USD' });
    const { status, body } = await api.post('/api/v1/usage/record', usage('bob', product, 'payment_charge'));
    expect([status, body['billing_status']]).toEqual([202, 'pending']);
    expect(await lastErrorOf(api, 'payment')).toMatch(WRONG);
    expect(told('payment')).toHaveLength(1);
    expect((await payments.control.state()).payments).toEqual([]);
  });

  it('and the product service, whose prices are not known to be absent', async () => {
    const recorded = await asking.api.post('/api/v1/usage/record', usage('carol', 'gpt-4'));
    expect([recorded.status, recorded.body['billing_status']]).toEqual([202, 'pending']);
    await waitUntil('health says so', async () =>
      WRONG.test(String(await lastErrorOf(asking.api, 'product'))),
    );
    expect(told('product')).toHaveLength(1);
  });
});
