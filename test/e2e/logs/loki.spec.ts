import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.js';
import { LokiServer } from '../../support/service/loki-server.js';
import { MetricsReading } from '../../support/service/metrics.js';
import { freePort, type ServiceProcess, startService } from '../../support/service/service-process.js';
import { waitUntil } from '../../support/wait-until.js';

/**
 * Debian packages no Grafana Loki (its `loki` is a program for genetics), so that CI has none: it is asked by the
 * same questions where LOKI_TEST_URL names one, and a server that keeps to its push API stands for it elsewhere.
 */
const REAL_LOKI = process.env.LOKI_TEST_URL;

let database: TestDatabase;
let standIn: LokiServer;
let tenant: string;

beforeAll(async () => {
  database = await createTestDatabase('loki');
  standIn = await LokiServer.start();
  if (REAL_LOKI === undefined) {
    process.stderr.write(
      'LOKI_TEST_URL names no real Loki: its push API is stood for by test/support/service/loki-server.ts.\n',
    );
  }
});
beforeEach(() => {
  tenant = `test-${randomUUID()}`;
});
afterAll(async () => {
  await standIn.stop();
  await database.drop();
});

const start = (lokiUrl: string): Promise<ServiceProcess> =>
  startService({
    env: {
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      LOG_LEVEL: 'info',
      LOKI_URL: lokiUrl,
      LOKI_TENANT: tenant,
    },
  });

interface Found {
  readonly stream: Record<string, string>;
  readonly line: Record<string, unknown>;
}

/** Asks Loki by its query route. */
async function linesIn(lokiUrl: string): Promise<Found[]> {
  const query = new URLSearchParams({ query: '{service="billing_service"}', limit: '1000' });
  const answer = await fetch(`${lokiUrl}/loki/api/v1/query_range?${query}`, {
    headers: { 'X-Scope-OrgID': tenant },
  });
  const { data } = (await answer.json()) as {
    data: { result: { stream: Record<string, string>; values: [string, string][] }[] };
  };
  return data.result.flatMap(({ stream, values }) =>
    values.map(([, text]) => ({ stream, line: JSON.parse(text) as Record<string, unknown> })),
  );
}

async function ask(service: ServiceProcess, requestId: string): Promise<number> {
  const startedAt = performance.now();
  const answer = await fetch(`${service.url}/api/v1/info`, { headers: { 'X-Request-Id': requestId } });
  await answer.text();
  expect(answer.status).toBe(200);
  return performance.now() - startedAt;
}

const about = (found: readonly Found[], requestId: string) =>
  found.filter(({ line }) => line['request_id'] === requestId);

describe('the service with a Loki', () => {
  it('has its lines there with few labels and their whole body; the last one too, of a request right before the stop', async () => {
    const lokiUrl = REAL_LOKI ?? standIn.url;
    const service = await start(lokiUrl);
    await ask(service, 'first');
    await waitUntil(
      'the first line is in Loki',
      async () => about(await linesIn(lokiUrl), 'first').length > 0,
    );
    await ask(service, 'last');
    const { code, stdout } = await service.stop();
    expect(code).toBe(0);
    await waitUntil('the last line is in Loki', async () => about(await linesIn(lokiUrl), 'last').length > 0);
    const found = await linesIn(lokiUrl);
    const [last, ...more] = about(found, 'last');
    expect(more).toEqual([]);
    expect(last?.stream).toMatchObject({ service: 'billing_service', env: 'test', level: 'info' });
    expect(last?.line).toMatchObject({ path: '/api/v1/info', status: 200, service: 'billing_service' });
    const onStandardOutput = stdout.split('\n').filter((text) => text.startsWith('{"level"'));
    expect(found.length).toBe(onStandardOutput.length);
  });
});

describe('without its Loki', () => {
  it.each([
    ['that nobody listens for', async () => `http://127.0.0.1:${await freePort()}`],
    ['that does not answer', async () => standIn.url],
  ])('one %s, requests are as quick as ever, and the stop is bounded', async (_, address) => {
    standIn.trouble = 'hangs';
    const service = await start(await address());
    const times = await Promise.all(Array.from({ length: 200 }, (_, n) => ask(service, `r-${n}`)));
    expect(Math.max(...times)).toBeLessThan(5_000);
    const reading = await MetricsReading.of(service.url);
    expect(reading.value('billing_loki_lines_waiting')).toBeGreaterThanOrEqual(200);
    const askedAt = performance.now();
    const { code } = await service.stop();
    expect(code).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(8_000);
    standIn.trouble = 'none';
  });
});
