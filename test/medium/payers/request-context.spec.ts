import { afterAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { testConfig } from '../../support/config.js';
import {
  answerJson,
  type ArrivedRequest,
  ScriptedUpstream,
} from '../../support/upstreams/scripted-upstream.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { waitUntil } from '../../support/wait-until.js';

const TRACE = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'a=1',
};

const WALLET = {
  wallet_id: 'w1',
  wallet_type: 'fiat',
  currency: 'CREDIT',
  available_balance: '100.0',
  locked_balance: '0.0',
  last_updated: '2026-01-01T00:00:00Z',
};

/** The wallet, the subscription and the payment service, as much as a charge and its refund need of them. */
const ANSWERS: readonly [RegExp, (userId: string) => object][] = [
  [/\/wallets\?user_id=/, (user_id) => ({ wallets: [{ ...WALLET, user_id }], count: 1 })],
  [/\/w1\/consume$/, () => ({ success: true, transaction_id: 't1', balance: '98.0' })],
  [/\/t1\/refund$/, () => ({ success: true, transaction_id: 't2', balance: '100.0' })],
  [/\/w1\/transactions\?/, () => ({ transactions: [], count: 0 })],
  [/\/credits\/reserve$/, () => ({ success: true, reservation_id: 'res_1' })],
  [/\/credits\/reconcile$/, () => ({ success: true, credits_remaining: 10 })],
  [/\/payments\/intent$/, () => ({ payment_intent_id: 'pi_1' })],
  [/\/pi_1\/confirm$/, () => ({ payment_id: 'pi_1', amount: '2.00', status: 'succeeded' })],
];

const upstream = await ScriptedUpstream.start((request, response) => {
  const answer = ANSWERS.find(([path]) => path.test(request.url))?.[1];
  const userId = new URL(request.url, 'http://upstream').searchParams.get('user_id') ?? '';
  if (answer) answerJson(response, 200, JSON.stringify(answer(userId)));
  else answerJson(response, 404, '{"detail":"Not here"}');
});
const platform = { client: 'http', url: upstream.url } as const;
const { integrations } = testConfig();
const suite = serviceSuite('request context', {
  integrations: {
    ...integrations,
    wallet: platform,
    subscription: platform,
    payment: { ...platform, secret: 'internal-secret' },
  },
  // Longer than a busy machine takes for a call: one that is given up would be asked about.
  settlement: { callTimeoutMs: 3_000 },
});
const { given } = suite;
const script = upstream.script;

beforeEach(() => {
  upstream.script = script;
  upstream.requests.splice(0);
});
afterAll(() => upstream.stop());

async function call(method: 'POST' | 'PUT', path: string, requestId: string, body?: object) {
  const response = await fetch(suite.url + path, {
    method,
    headers: { 'Content-Type': 'application/json', 'X-Request-Id': requestId, ...TRACE },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function use(requestId: string, userId: string, method: string, currency = 'CREDIT') {
  const product_id = await given.product(undefined, { unit_price: '0.002', currency });
  const usage = { user_id: userId, product_id, service_type: 'other', usage_amount: 1000 };
  return call('POST', '/api/v1/usage/record', requestId, { ...usage, billing_method: method });
}

const contextsOf = (requests: readonly ArrivedRequest[]) =>
  requests.map(({ headers }) => [headers['x-request-id'], headers['traceparent'], headers['tracestate']]);
const contextOf = (requestId: string) => [requestId, TRACE.traceparent, TRACE.tracestate];

describe('the calls to a payer that a request waits for', () => {
  it.each([
    ['wallet_deduction', 'alice', 'CREDIT', 2],
    ['credit_consumption', 'bob', 'CREDIT', 2],
    ['payment_charge', 'carol', 'USD', 2],
  ])('carry its id and trace: %s', async (method, userId, currency, calls) => {
    if (method === 'payment_charge') await given.card(userId, 'pm_card_visa');
    const { status, body } = await use(`req-${method}`, userId, method, currency);
    expect([status, body['billing_status']]).toEqual([200, 'completed']);
    expect(contextsOf(upstream.requests)).toEqual(
      Array.from({ length: calls }, () => contextOf(`req-${method}`)),
    );
  });

  it('do so for a refund', async () => {
    const { body } = await use('req-charge', 'dave', 'wallet_deduction');
    upstream.requests.splice(0);
    const path = `/api/v1/billing/record/${String(body['billing_id'])}/status?status=refunded`;
    expect((await call('PUT', path, 'req-refund')).status).toBe(200);
    await waitUntil('the refund is sent', () => upstream.arrived === 1);
    expect(contextsOf(upstream.requests)).toEqual([contextOf('req-refund')]);
  });
});

it('a later look at an attempt has an id of its own, and the log names the record and both requests', async () => {
  const warn = jest.spyOn(Logger.prototype, 'warn');
  upstream.script = (request, response, n) => {
    if (request.url.endsWith('/consume')) request.socket.destroy();
    else script(request, response, n);
  };
  const answered = use('req-lost', 'erin', 'wallet_deduction');
  const looks = () => upstream.requests.filter(({ url }) => url.includes('/transactions?'));
  await waitUntil('its outcome is asked about', () => looks().length > 0);
  const [look] = contextsOf(looks());
  expect(look?.[0]).toMatch(/^[\da-f-]{36}$/);
  expect(look?.[1]).toBeUndefined();

  upstream.script = script;
  const { body } = await answered;
  const lines = warn.mock.calls.map(([line]) => line as Record<string, unknown>);
  expect(lines.filter((line) => line['request_id'] === 'req-lost')).toEqual([
    {
      request_id: 'req-lost',
      billing_id: body['billing_id'],
      attempt_id: expect.stringMatching(/^att_/),
      kind: 'wallet',
      reason: expect.stringMatching(/^wallet: /),
      msg: 'No answer about an attempt',
    },
  ]);
  warn.mockRestore();
});
