import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../../src/database/database.service.js';
import { Upstreams } from '../../../src/integrations/upstream/upstreams.js';
import { ApiClient } from '../../support/api/api-client.js';
import { createTestDatabase, testConfig } from '../../support/database/database.js';
import { startHttpApp } from '../../support/service/http-app.js';
import { MetricsReading } from '../../support/service/metrics.js';
import { ScriptedUpstream } from '../../support/upstreams/scripted-upstream.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { waitUntil } from '../../support/wait-until.js';

/** Attempts stay as they are: nobody looks for due ones. */
const UNATTENDED = { waitMs: 50, callTimeoutMs: 200, pollIntervalMs: 3_600_000 };
const service = serviceSuite('surroundings', { settlement: UNATTENDED });

describe('an upstream', () => {
  let upstream: ScriptedUpstream;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start((_, response) => response.writeHead(503).end());
  });
  afterAll(() => upstream.stop());

  it('is shown with its open breaker in metrics and health, which stays healthy', async () => {
    const { integrations } = testConfig();
    const { url, app } = await service.startAnother({
      settlement: UNATTENDED,
      integrations: {
        wallet: { client: 'http', url: upstream.url },
        http: { ...integrations.http, breakerFailures: 1, breakerOpenMs: 600_000 },
      },
    });
    const call = { method: 'POST', path: '/' } as const;
    await app.get(Upstreams, { strict: false }).http('wallet').send(call, AbortSignal.timeout(5_000));

    const reading = await MetricsReading.of(url);
    const wallet = { upstream: 'wallet' };
    expect(reading.value('billing_upstream_breaker', { ...wallet, state: 'open' })).toBe(1);
    expect(reading.value('billing_upstream_breaker', { ...wallet, state: 'closed' })).toBe(0);
    expect(reading.value('billing_upstream_calls_total', { ...wallet, outcome: 'failed' })).toBe(1);
    expect(reading.value('billing_upstream_calls_in_flight', wallet)).toBe(0);
    const detailed = await fetch(`${url}/health/detailed`);
    expect(detailed.status).toBe(200);
    expect(await detailed.json()).toMatchObject({
      status: 'healthy',
      upstreams: [
        {
          name: 'wallet',
          breaker: 'open',
          in_flight: 0,
          waiting: 0,
          failed: 1,
          last_error: expect.any(String),
        },
      ],
    });
  });
});

describe('what is not settled', () => {
  it('is shown by kind, with the age of the oldest, in metrics and health', async () => {
    const { given, api, url } = service;
    expect((await api.get('/health/detailed')).body).toMatchObject({
      upstreams: [],
      unsettled: [],
      prices: null,
    });
    const product = await given.product();
    const payer = await given.cardHolder('tok_timeout');
    for (const requestId of ['u-1', 'u-2']) {
      const { status } = await api.post('/api/v1/usage/record', {
        user_id: payer,
        product_id: product,
        service_type: 'model_inference',
        usage_amount: 10,
        billing_method: 'payment_charge',
        request_id: requestId,
      });
      expect(status).toBe(202);
    }
    const payments = { kind: 'payment' };
    await waitUntil(
      'the next look at the backlog sees both',
      async () => (await MetricsReading.of(url)).value('billing_settlement_unsettled', payments) === 2,
    );
    const reading = await MetricsReading.of(url);
    expect(reading.value('billing_settlement_oldest_age_seconds', payments)).toBeGreaterThan(0);
    const { body } = await api.get('/health/detailed');
    const lines = body['unsettled'] as { kind: string; count: number; oldest_age_s: number }[];
    expect(lines.every(({ kind, oldest_age_s: age }) => kind === 'payment' && age >= 0 && age < 60)).toBe(
      true,
    );
    expect(lines.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });
});

describe('usage whose payer is away', () => {
  it('is as old as it is, however often it was decided again', async () => {
    const { url, app } = await service.startAnother({
      // A question is asked three times, with pauses: only then is it known that nothing was sent.
      settlement: { ...UNATTENDED, callTimeoutMs: 5_000 },
      integrations: { wallet: { client: 'http', url: 'http://127.0.0.1:1' } },
    });
    const product = await service.given.product();
    const usage = { user_id: 'far', product_id: product, service_type: 'other', usage_amount: 10 };
    const answer = await new ApiClient({ url }).post('/api/v1/usage/record', {
      ...usage,
      billing_method: 'wallet_deduction',
    });
    expect(answer.status).toBe(202);
    const database = app.get(Database, { strict: false });
    await database.query(
      `UPDATE ${database.schema}.billing_records SET created_at = created_at - interval '1 hour' WHERE billing_id = $1`,
      [answer.body['billing_id']],
    );
    const ageOf = async () =>
      (await MetricsReading.of(url)).value('billing_settlement_oldest_age_seconds', { kind: 'decision' });
    await waitUntil('the next look sees it', async () => (await ageOf()) >= 3_600);
  });
});

describe('without the database', () => {
  it('metrics answer in time, with all that does not need it', async () => {
    const lost = await createTestDatabase('metrics_lost');
    const orphan = await startHttpApp(lost.config());
    try {
      await lost.drop();
      const startedAt = performance.now();
      const reading = await MetricsReading.of(orphan.url);
      expect(performance.now() - startedAt).toBeLessThan(3_000);
      expect(reading.lines('billing_settlement_unsettled')).toEqual([]);
      expect(reading.value('nodejs_heap_size_used_bytes')).toBeGreaterThan(0);
      const next = await MetricsReading.of(orphan.url);
      const missed = { metric: 'billing_settlement_unsettled' };
      expect(next.value('billing_metrics_read_errors_total', missed)).toBeGreaterThan(0);
      const health = await fetch(`${orphan.url}/health/detailed`);
      expect(health.status).toBe(503);
      expect(await health.json()).toMatchObject({ unsettled: null, upstreams: [] });
    } finally {
      await orphan.close();
    }
  });
});
