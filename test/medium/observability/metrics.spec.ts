import { beforeAll, describe, expect, it } from '@jest/globals';
import { MetricsReading } from '../../support/service/metrics.js';
import { serviceSuite } from '../../support/service/service-suite.js';

const service = serviceSuite('metrics');
let productId: string;
let before: MetricsReading;

const RECORD = '/api/v1/usage/record';
const usage = (userId: string, amount: number, key: string) => ({
  user_id: userId,
  product_id: productId,
  service_type: 'model_inference',
  usage_amount: amount,
  request_id: key,
});

beforeAll(async () => {
  productId = await service.given.product();
  before = await MetricsReading.of(service.url);
});

/** How much a metric has grown since the suite's tests began. */
async function grown(name: string, labels: Record<string, string | number> = {}): Promise<number> {
  return (await MetricsReading.of(service.url)).value(name, labels) - before.value(name, labels);
}

describe('GET /metrics', () => {
  it("answers in Prometheus' text format, to HEAD without a body", async () => {
    const answer = await fetch(`${service.url}/metrics`);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await answer.text()).toMatch(/^# HELP /);
    const head = await fetch(`${service.url}/metrics`, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await head.text()).toBe('');
  });

  it('agrees with what was charged, replayed, refused and refunded', async () => {
    const { given, api } = service;
    const rich = await given.payer('100');
    const poor = await given.payer('0.001');
    before = await MetricsReading.of(service.url);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => api.post(RECORD, usage(rich, 1000, `m-${n}`))),
    );
    await api.post(RECORD, usage(rich, 1000, 'm-0'));
    await api.post(RECORD, usage(poor, 1000, 'm-poor'));
    await api.put(
      `/api/v1/billing/record/${answers[0]!.body['billing_id'] as string}/status?status=refunded`,
    );
    await api.post('/api/v1/wallets', { user_id: rich, initial_balance: '1' });

    const commands = 'billing_engine_commands_total';
    expect(await grown(commands, { type: 'charge', outcome: 'done' })).toBe(40);
    expect(await grown(commands, { type: 'charge', outcome: 'replayed' })).toBe(1);
    expect(await grown(commands, { type: 'charge', outcome: 'kept' })).toBe(1);
    expect(await grown(commands, { type: 'open_wallet', outcome: 'refused' })).toBe(1);
    expect(await grown('billing_engine_refusals_total', { code: 'insufficient_wallet_balance' })).toBe(1);
    expect(await grown('billing_engine_refusals_total', { code: 'wallet_already_exists' })).toBe(1);
    const money = (kind: string) => grown('billing_engine_money_total', { currency: 'CREDIT', kind });
    expect(await money('charged')).toBeCloseTo(80, 9);
    expect(await money('refunded')).toBeCloseTo(2, 9);
    expect(await money('deposited')).toBe(0);
    const ran = await grown('billing_engine_batch_size_sum');
    expect(ran).toBe(40 + 1 + 1 + 1 + 1);
    expect(await grown('billing_engine_batch_duration_seconds_count')).toBe(
      await grown('billing_engine_batch_size_count'),
    );
  });

  it('counts the items of an import like any other command', async () => {
    const { given, api } = service;
    const payer = await given.payer('100');
    before = await MetricsReading.of(service.url);
    const items = [usage(payer, 1, 'i-1'), usage(payer, 1, 'i-2'), usage(payer, 1, 'i-1')];
    await api.post('/api/v1/usage/record/batch', { items });
    expect(await grown('billing_engine_commands_total', { type: 'charge', outcome: 'done' })).toBe(2);
    expect(await grown('billing_engine_commands_total', { type: 'charge', outcome: 'replayed' })).toBe(1);
  });

  it('counts requests by the template of their route, and paths that no route has as one', async () => {
    before = await MetricsReading.of(service.url);
    for (const id of ['bill_a', 'bill_b', 'bill_c']) await service.api.get(`/api/v1/billing/record/${id}`);
    for (const path of ['/a', '/b', '/wp-admin']) await service.api.get(path);
    await service.api.post(RECORD, {});
    const requests = 'billing_http_requests_total';
    expect(await grown(requests, { route: '/api/v1/billing/record/:billing_id', status: 404 })).toBe(3);
    expect(await grown(requests, { method: 'GET', route: 'none', status: 404 })).toBe(3);
    expect(await grown(requests, { method: 'POST', route: RECORD, status: 422 })).toBe(1);
    expect(await grown('billing_http_request_duration_seconds_count', { route: 'none' })).toBe(3);
    const { text } = await MetricsReading.of(service.url);
    expect(text).not.toMatch(/bill_a|wp-admin|user-\d/);
  });

  it('shows the pool, Node and the scrape itself', async () => {
    const reading = await MetricsReading.of(service.url);
    expect(reading.value('billing_database_connections_limit')).toBe(8);
    expect(reading.value('billing_database_connections')).toBeGreaterThan(0);
    expect(reading.value('billing_http_requests_in_flight')).toBeGreaterThan(0);
    expect(reading.value('nodejs_heap_size_used_bytes')).toBeGreaterThan(0);
    expect(reading.value('billing_metrics_read_errors_total')).toBe(0);
  });
});
