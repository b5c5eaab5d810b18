import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createTestDatabase, testConfig } from '../../support/database/database.js';
import { startHttpApp } from '../../support/service/http-app.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { SqlSession } from '../../support/database/sql-session.js';
import { waitUntil } from '../../support/wait-until.js';

const service = serviceSuite('health', { http: { port: 8241 } });

describe('with its database', () => {
  it.each(['/health', '/api/v1/billing/health'])(
    '%s answers as the specification prints it',
    async (path) => {
      const { body } = await request(service.url).get(path).expect(200);
      expect(body).toEqual({
        status: 'healthy',
        service: 'billing_service',
        port: 8241,
        version: testConfig().version,
        dependencies: { database: 'healthy' },
      });
    },
  );

  it('/health/detailed asks the database and says how long that took', async () => {
    const { body } = await request(service.url).get('/health/detailed').expect(200);
    expect(body).toMatchObject({
      status: 'healthy',
      dependencies: {
        database: { status: 'healthy', latency_ms: expect.any(Number), cells: 2, append_only: 'enforced' },
      },
      engine: { queue_limit: expect.any(Number), lanes: expect.any(Array) },
    });
  });

  it.each(['/api/v1/info', '/api/v1/billing/info'])('%s lists what the service can do', async (path) => {
    const { body } = await request(service.url).get(path).expect(200);
    expect(body.supported_services.slice(0, 6)).toEqual([
      'model_inference',
      'mcp_service',
      'agent_execution',
      'storage_minio',
      'api_gateway',
      'notification',
    ]);
    expect(body).toMatchObject({
      service: 'billing_service',
      version: testConfig().version,
      supported_billing_methods: [
        'wallet_deduction',
        'payment_charge',
        'credit_consumption',
        'subscription_included',
      ],
    });
  });
});

describe('when the database is gone', () => {
  it('lives on as degraded, is not ready, and says so to its callers', async () => {
    const lost = await createTestDatabase('health_lost');
    const orphan = await startHttpApp(lost.config());
    try {
      await lost.drop();
      const { body } = await request(orphan.url).get('/health').expect(200);
      expect(body).toMatchObject({ status: 'degraded', dependencies: { database: 'unhealthy' } });
      const detailed = await request(orphan.url).get('/health/detailed').expect(503);
      expect(detailed.body).toMatchObject({
        status: 'unhealthy',
        dependencies: { database: { status: 'unhealthy', error: expect.any(String) } },
      });
      const read = await request(orphan.url).get('/api/v1/wallets?user_id=user123').expect(503);
      expect(read.body.code).toBe('database_unavailable');
      expect(read.headers).toHaveProperty('retry-after');
    } finally {
      await orphan.close();
    }
  });
});

describe('when the database takes no writes', () => {
  const { api, given } = service;
  const DISK_FULL = `
    CREATE FUNCTION dev.disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      RAISE 'no space left on device' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER disk_full BEFORE INSERT ON dev.postings FOR EACH ROW EXECUTE FUNCTION dev.disk_full()`;

  it.each([
    [
      'it is read-only',
      `ALTER DATABASE %s SET default_transaction_read_only = on`,
      `ALTER DATABASE %s RESET default_transaction_read_only`,
    ],
    ['its disk is full', DISK_FULL, 'DROP TRIGGER disk_full ON dev.postings; DROP FUNCTION dev.disk_full'],
  ])('because %s, it is degraded and not ready, and recovers by itself', async (_name, breakIt, mendIt) => {
    const opened = await api.post('/api/v1/wallets', { user_id: given.name('saver'), initial_balance: '10' });
    const deposit = () =>
      api.post(`/api/v1/wallets/${String(opened.body['wallet_id'])}/deposit`, { amount: '1' }, 'once');
    const session = await SqlSession.open(service.migrationUrl);
    try {
      const [{ name }] = (await session.run('SELECT current_database() AS name')) as [{ name: string }];
      await session.run(breakIt.replace('%s', name));
      // A session keeps the defaults that it began with.
      await session.endOthers();
      await waitUntil('health says why', async () => {
        expect(await deposit()).toMatchObject({ status: 503, body: { code: 'database_unavailable' } });
        const { status, body } = await request(service.url).get('/health/detailed');
        return status === 503 && body.dependencies.database.error === 'it takes no writes';
      });
      await waitUntil('it is degraded', () => isNow('degraded'));

      await session.run(mendIt.replace('%s', name));
      await session.endOthers();
    } finally {
      await session.close();
    }
    await waitUntil('it is healthy', () => isNow('healthy'));
    await request(service.url).get('/health/detailed').expect(200);
    // A connection that was ended is found out by whoever uses it next.
    let deposited = await deposit();
    while (deposited.status === 503) deposited = await deposit();
    expect(deposited.body).toMatchObject({ balance: '11.00' });
  });

  async function isNow(expected: string): Promise<boolean> {
    return (await request(service.url).get('/health')).body.status === expected;
  }
});
