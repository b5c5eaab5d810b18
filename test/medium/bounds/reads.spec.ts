import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExternalDatabase } from '../../../src/config/app-config.js';
import { databaseSuite } from '../../support/database/database-suite.js';
import { type HttpApp, startHttpApp } from '../../support/service/http-app.js';
import { type ApiAnswer, ApiClient } from '../../support/api/api-client.js';
import type { ConfigOverrides } from '../../support/config.js';
import type { SqlSession } from '../../support/database/sql-session.js';
import { TcpProxy } from '../../support/wire/tcp-proxy.js';
import { waitUntil } from '../../support/wait-until.js';

const LIMIT = 2;
const QUEUE_LIMIT = 3;
/** A list that waits for as long as a test holds the catalogue, which no charge reads. */
const LIST = '/api/v1/products';

const db = databaseSuite('bounds_reads');
let holder: SqlSession;
let service: HttpApp;
let api: ApiClient;

beforeAll(async () => {
  holder = await db.openSession();
});
beforeEach(() => holder.run('BEGIN'));
afterEach(async () => {
  await holder.run('ROLLBACK');
  await service.close();
});

async function start(overrides: ConfigOverrides = {}): Promise<void> {
  const reads = { limit: LIMIT, queueLimit: QUEUE_LIMIT };
  service = await startHttpApp(db.config({ reads, ...overrides }));
  api = new ApiClient(service);
}

const holdCatalogue = () => holder.run('LOCK TABLE dev.products IN ACCESS EXCLUSIVE MODE');

/** Statements of the service that wait for the catalogue. */
async function heldReads(): Promise<number> {
  await holder.run('SELECT pg_stat_clear_snapshot()');
  const [row] = await holder.run<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%products%'`,
  );
  return row?.n ?? 0;
}

describe('lists and statistics', () => {
  it('run so many at once, wait so many more, and past that are 503 with Retry-After', async () => {
    await start();
    await holdCatalogue();
    const refused: ApiAnswer[] = [];
    const answers = Array.from({ length: LIMIT + QUEUE_LIMIT + 4 }, async () => {
      const answer = await api.get(LIST);
      if (answer.status === 503) refused.push(answer);
      return answer.status;
    });
    await waitUntil('what is on top is refused', () => refused.length === 4);
    for (const { body, headers } of refused) {
      expect([body['code'], headers.get('retry-after')]).toEqual(['overloaded', '1']);
    }
    await waitUntil('the places are taken', async () => (await heldReads()) === LIMIT);
    await holder.run('ROLLBACK');
    const statuses = await Promise.all(answers);
    expect(statuses.filter((status) => status === 200)).toHaveLength(LIMIT + QUEUE_LIMIT);
  });

  it('never take the connections that billing needs', async () => {
    // Lanes for two cells, and three connections beside them.
    await start({ reads: { limit: 1, queueLimit: 100 }, database: { poolSize: 5, cells: 2 } });
    await holdCatalogue();
    const dashboards = Array.from({ length: 40 }, () => api.get(LIST));
    await waitUntil('a dashboard waits for the database', async () => (await heldReads()) === 1);
    // New owners, whose cells must be asked for on a connection of the pool.
    const opened = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        api.post('/api/v1/wallets', { user_id: `new-${n}`, initial_balance: '5' }),
      ),
    );
    expect(opened.map(({ status }) => status)).toEqual(opened.map(() => 200));
    await holder.run('ROLLBACK');
    expect((await Promise.all(dashboards)).every(({ status }) => status === 200)).toBe(true);
  });

  it('that outlive the request’s deadline are 503, ended on the server too, and free their place', async () => {
    await start({ reads: { limit: 1, queueLimit: 10 }, http: { requestDeadlineMs: 400 } });
    await holdCatalogue();
    const answers = await Promise.all([api.get(LIST), api.get(LIST), api.get(LIST)]);
    for (const { status, body, headers } of answers) {
      expect([status, body['code'], headers.get('retry-after')]).toEqual([503, 'deadline_exceeded', '1']);
    }
    await waitUntil('no statement waits any more', async () => (await heldReads()) === 0);
    await holder.run('ROLLBACK');
    expect((await api.get(LIST)).status).toBe(200);
  });

  it('are answered in time by a network that swallows everything', async () => {
    const proxy = await TcpProxy.open(db.url);
    const source = { ...db.config().database.source, url: proxy.url } as ExternalDatabase;
    await start({ http: { requestDeadlineMs: 400 }, database: { source } });
    expect((await api.get(LIST)).status).toBe(200);
    proxy.freeze();
    const { status, body } = await api.get(LIST);
    expect([status, body['code']]).toEqual([503, 'deadline_exceeded']);
    proxy.thaw();
    await waitUntil('new connections serve', async () => (await api.get(LIST)).status === 200);
    // Ends what is still swallowed, so that the stop need not wait for it.
    await proxy.close();
  });

  it('are ended on the server when their client goes away', async () => {
    // So long that the server does not end the statement by itself while the test looks.
    await start({ reads: { limit: 1, queueLimit: 10 }, http: { requestDeadlineMs: 120_000 } });
    await holdCatalogue();
    const leaving = new AbortController();
    const gone = fetch(service.url + LIST, { signal: leaving.signal }).then(
      () => 'answered',
      () => 'gone',
    );
    await waitUntil('the statement waits', async () => (await heldReads()) === 1);
    leaving.abort();
    expect(await gone).toBe('gone');
    await waitUntil('the statement is ended', async () => (await heldReads()) === 0);
    // Its place is free again although the catalogue is still held.
    expect((await api.get('/api/v1/stats')).status).toBe(200);
  });
});

describe('writes of the catalogue', () => {
  it('wait for each other no longer than the request’s deadline: 503, and the key stays free', async () => {
    await start({ http: { requestDeadlineMs: 400 } });
    await holder.run(`LOCK TABLE dev.products IN SHARE MODE`);
    const product = { product_id: 'held', name: 'Held' };
    const { status, body } = await api.post('/api/v1/products', product, 'held-1');
    expect([status, body['code']]).toEqual([503, 'account_busy']);
    await holder.run('ROLLBACK');
    const retried = await api.post('/api/v1/products', product, 'held-1');
    expect([retried.status, retried.headers.get('idempotency-replayed')]).toEqual([201, null]);
  });
});
