import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testConfig } from '../../support/config.js';
import { answerJson, ScriptedUpstream } from '../../support/upstreams/scripted-upstream.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { waitUntil } from '../../support/wait-until.js';

const NOW = '2026-01-01T00:00:00Z';
const PAID = JSON.stringify({ success: true, transaction_id: 't1', balance: '98.0' });

/** What the wallet service answers to a deduction, which it has made all the same. */
let answer: (response: ServerResponse) => void;
let consumed: Record<string, unknown>[] = [];

/** A wallet service with one wallet for everybody. */
const wallets = await ScriptedUpstream.start(({ url, body }, response) => {
  const { pathname, searchParams } = new URL(url, 'http://wallet');
  if (pathname.endsWith('/consume')) {
    consumed.unshift(transactionOf(body));
    return answer(response);
  }
  if (pathname.endsWith('/transactions')) return ok(response, { transactions: consumed, count: 1 });
  if (pathname !== '/api/v1/wallets') return answerJson(response, 404, '{"detail":"Not Found"}');
  const wallet = {
    wallet_id: 'w1',
    user_id: searchParams.get('user_id'),
    wallet_type: 'fiat',
    currency: 'CREDIT',
    available_balance: '100.0',
    locked_balance: '0.0',
    last_updated: NOW,
  };
  ok(response, { wallets: [wallet], count: 1 });
});

const { integrations } = testConfig();
const { api, given } = serviceSuite('odd answers', {
  integrations: { ...integrations, wallet: { client: 'http', url: wallets.url } },
  settlement: { callTimeoutMs: 1_000, waitMs: 200 },
});

beforeEach(() => {
  consumed = [];
  wallets.requests.splice(0);
});
afterAll(() => wallets.stop());

function ok(response: ServerResponse, body: object): void {
  answerJson(response, 200, JSON.stringify(body));
}

function transactionOf(body: string): Record<string, unknown> {
  const { amount, metadata } = JSON.parse(body) as { amount: string; metadata: object };
  const balances = { balance_before: '100', balance_after: '98', created_at: new Date().toISOString() };
  return { transaction_id: 't1', transaction_type: 'consume', amount, metadata, ...balances };
}

async function use(userId: string) {
  const product_id = await given.product();
  const usage = { user_id: userId, product_id, service_type: 'other', usage_amount: 1000 };
  return api.post('/api/v1/usage/record', { ...usage, billing_method: 'wallet_deduction' });
}

const recordOf = async (billingId: unknown) =>
  (await api.get(`/api/v1/billing/record/${String(billingId)}`)).body;

describe('a deduction that was made is found and not made again', () => {
  const json = { 'content-type': 'application/json' };
  const odd: Record<string, typeof answer> = {
    'after a page with 200': (response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hi'),
    'after 204': (response) => response.writeHead(204).end(),
    'after half a document': (response) => answerJson(response, 200, PAID.slice(0, 30)),
    'after an answer that is packed': (response) =>
      response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(gzipSync(PAID)),
    'after a list': (response) => answerJson(response, 200, '[]'),
    'after more than is read': (response) => answerJson(response, 200, `{"a":"${'x'.repeat(2 ** 20)}"}`),
    'after a redirect': (response) => response.writeHead(307, { location: '/elsewhere' }).end(),
    'under an id that the books do not take': (response) =>
      ok(response, { success: true, transaction_id: 't\u0000', balance: '98' }),
    'under an id without an end': (response) =>
      ok(response, { success: true, transaction_id: 't'.repeat(1_000), balance: '98' }),
    'without an id': (response) => ok(response, { success: true, balance: '98' }),
  };

  it.each(Object.entries(odd))('%s', async (_, oddly) => {
    answer = oddly;
    const { status, body } = await use('alice');
    expect([200, 202]).toContain(status);
    await waitUntil(
      'the record is completed',
      async () => (await recordOf(body['billing_id']))['billing_status'] === 'completed',
    );
    expect(await recordOf(body['billing_id'])).toMatchObject({ wallet_transaction_id: 't1' });
    expect(consumed).toHaveLength(1);
    expect(wallets.requests.filter(({ url }) => url.includes('elsewhere'))).toEqual([]);
  });
});

it('a refusal in words that the books do not take is a refusal all the same', async () => {
  const detail = `400: Insufficient balance \u0000 ${'\u{1F4B8}'.repeat(200)}`;
  answer = (response) => answerJson(response, 500, JSON.stringify({ detail }));
  const { status, body } = await use('bob');
  const final = status === 202 ? await finalOf(body['billing_id']) : body;
  expect(final['code'] ?? final['failure_reason']).toBe('insufficient_wallet_balance');
});

async function finalOf(billingId: unknown): Promise<Record<string, unknown>> {
  await waitUntil(
    'the record is failed',
    async () => (await recordOf(billingId))['billing_status'] === 'failed',
  );
  return recordOf(billingId);
}
