import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import type { ExternalDatabase } from '../../../src/config/app-config.js';
import { prepareDatabase } from '../../../src/database/connections/check-database.js';
import { dataSourceOptions, SILENCE_MS } from '../../../src/database/connections/data-source.js';
import { databaseProblemOf } from '../../../src/database/errors/database-problem.js';
import { Database } from '../../../src/database/database.service.js';
import { migrate } from '../../../src/database/schema/migrate.js';
import { newId } from '../../../src/engine/ids.js';
import { ApiClient } from '../../support/api/api-client.js';
import { databaseSuite } from '../../support/database/database-suite.js';
import { type HttpApp, startHttpApp } from '../../support/service/http-app.js';
import type { SqlSession } from '../../support/database/sql-session.js';
import { TcpProxy } from '../../support/wire/tcp-proxy.js';
import { waitUntil } from '../../support/wait-until.js';

const db = databaseSuite('bounds_pool');
let owner: SqlSession;
let name: string;

beforeAll(async () => {
  owner = await db.openSession();
  name = new URL(db.url).pathname.slice(1);
});
afterEach(() => owner.run(`ALTER DATABASE ${name} CONNECTION LIMIT -1`));

describe('a start says in one sentence', () => {
  it('that the pool is larger than what the server gives', async () => {
    const { database } = db.config({ database: { poolSize: 100_000 } });
    await expect(prepareDatabase(database)).rejects.toThrow(
      /^DATABASE_POOL_SIZE: it is 100000, and Postgres gives this login at most \d+ connections; lower it or /,
    );
    await owner.run(`ALTER DATABASE ${name} CONNECTION LIMIT 7`);
    await expect(prepareDatabase(db.config({ database: { poolSize: 8 } }).database)).rejects.toThrow(
      /at most 7 connections/,
    );
    const { database: pooled } = db.config({ database: { poolSize: 100_000, pooler: 'transaction' } });
    await expect(prepareDatabase(pooled)).resolves.toBeUndefined();
  });

  it('that the pools of several processes together are, and starts all the same', async () => {
    const [server] = await owner.run<{ most: number }>(
      `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS most`,
    );
    const said: string[] = [];
    // This suite's own session is one of others.
    const { database } = db.config({ database: { poolSize: server?.most as number } });
    await prepareDatabase(database, (sentence) => said.push(sentence));
    expect(said).toEqual([
      expect.stringMatching(
        /^DATABASE_POOL_SIZE: \d+ connections of this process and \d+ of others are more/,
      ),
    ]);
  });

  it('that the lanes of all cells would leave nothing for the rest', async () => {
    const { database } = db.config({ database: { poolSize: 4 } });
    await expect(prepareDatabase(database)).rejects.toThrow(
      /^DATABASE_POOL_SIZE: it is 4, and must be at least 5: schema dev has 2 cells, whose lanes keep/,
    );
  });

  it('that another process has been migrating for too long', async () => {
    await owner.run(`SELECT pg_advisory_lock(824108, hashtext('dev'))`);
    try {
      const said: string[] = [];
      await expect(migrate(db.config().database, (sentence) => said.push(sentence), 100)).rejects.toThrow(
        /^DATABASE_SCHEMA: another process has been migrating schema dev for more than 100 ms/,
      );
      expect(said).toEqual([expect.stringContaining('Another process is migrating')]);
    } finally {
      await owner.run(`SELECT pg_advisory_unlock(824108, hashtext('dev'))`);
    }
    await expect(migrate(db.config().database)).resolves.toEqual({ applied: [] });
  });
});

it('a statement that gets no answer at all fails as a lost connection, and is told as 503', async () => {
  const proxy = await TcpProxy.open(db.url);
  const { database } = db.config();
  const source = { ...database.source, url: proxy.url } as ExternalDatabase;
  const options = dataSourceOptions({ ...database, source });
  const extra = options.extra as { query_timeout: number };
  expect(extra.query_timeout).toBe(SILENCE_MS);
  const dataSource = await new DataSource({
    ...options,
    extra: { ...extra, query_timeout: 200 },
  }).initialize();
  proxy.freeze();
  const error: unknown = await dataSource.query('SELECT 1').catch((failure: unknown) => failure);
  expect(databaseProblemOf(error)).toMatchObject({ code: 'database_unavailable' });
  await proxy.close();
  await dataSource.destroy();
});

describe('a request that needs a connection', () => {
  let service: HttpApp;
  const aRecord = `/api/v1/billing/record/${newId('record', 0)}`;

  afterEach(() => service.close());

  it('waits for one for a bounded time and is 503 then; nothing is broken by it', async () => {
    // Long enough for a new connection on a busy machine. The reconciler takes none meanwhile.
    const bounds = { poolSize: 5, connectTimeoutMs: 1_500 };
    const config = db.config({ database: bounds, settlement: { pollIntervalMs: 3_600_000 } });
    service = await startHttpApp(config);
    const api = new ApiClient(service);
    const database = service.app.get(Database);
    const taken: PoolClient[] = [];
    for (let n = 0; n < 5; n += 1) taken.push(await database.connect());
    const wallet = { user_id: 'waiting', initial_balance: '1' };
    const [read, list, write] = await Promise.all([
      api.get(aRecord),
      api.get('/api/v1/billing/records'),
      api.post('/api/v1/wallets', wallet, 'w-1'),
    ]);
    for (const { status, body, headers } of [read, list, write]) {
      expect([status, body['code'], headers.get('retry-after')]).toEqual([503, 'database_unavailable', '1']);
    }
    for (const client of taken) client.release();
    expect((await api.get(aRecord)).status).toBe(404);
    const retried = await api.post('/api/v1/wallets', wallet, 'w-1');
    expect([retried.status, retried.headers.get('idempotency-replayed')]).toEqual([200, null]);
  });

  it('of a server that has none left is 503 too, and is answered once it has', async () => {
    // One is this suite's own; the service would like eight.
    await owner.run(`ALTER DATABASE ${name} CONNECTION LIMIT 3`);
    service = await startHttpApp(db.config());
    const api = new ApiClient(service);
    const opened = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        api.post('/api/v1/wallets', { user_id: `crowd-${n}`, initial_balance: '1' }, `crowd-${n}`),
      ),
    );
    const kinds = new Set(opened.map(({ status, body }) => `${status} ${(body['code'] as string) ?? ''}`));
    expect([...kinds].filter((kind) => !['200 ', '503 database_unavailable'].includes(kind))).toEqual([]);
    await owner.run(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
    await waitUntil('every wallet is open', async () => {
      const answers = await Promise.all(
        opened.map((_, n) =>
          api.post('/api/v1/wallets', { user_id: `crowd-${n}`, initial_balance: '1' }, `crowd-${n}`),
        ),
      );
      return answers.every(({ status }) => status === 200);
    });
  });
});
