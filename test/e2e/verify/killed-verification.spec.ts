import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiClient } from '../../support/api/api-client.js';
import { BillingFixture } from '../../support/api/billing-fixture.js';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.js';
import { type ServiceProcess, startService } from '../../support/service/service-process.js';
import { SqlSession } from '../../support/database/sql-session.js';
import { waitUntil } from '../../support/wait-until.js';

jest.setTimeout(120_000);

const TOKEN = 'an-admin-token-of-32-characters!';
const VERIFY = '/api/v1/admin/verify';

let database: TestDatabase;
let owner: SqlSession;
let service: ServiceProcess;

const start = () =>
  startService({
    env: {
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      ADMIN_TOKEN: TOKEN,
    },
  });

beforeAll(async () => {
  database = await createTestDatabase('killed_verification');
  owner = await SqlSession.open(database.migrationUrl);
  service = await start();
});

afterAll(async () => {
  await owner?.close();
  await service?.stop();
  await database?.drop();
});

async function call(method: string, path: string) {
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const response = await fetch(service.url + path, { method, headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Sessions on the server that audit; the killed process left its own there. */
async function audits(): Promise<number> {
  await owner.run('SELECT pg_stat_clear_snapshot()');
  const [row] = await owner.run<{ count: number }>(
    `SELECT count(*)::int FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'billing-service audit'`,
  );
  return row?.count ?? 0;
}

describe('a verification whose service is killed (kill -9) while it runs', () => {
  it('is gone, hinders neither charges nor the next one, and leaves no session behind', async () => {
    const api = new ApiClient(service);
    const given = new BillingFixture(api);
    const usage = {
      user_id: await given.payer('100'),
      product_id: await given.product(),
      service_type: 'model_inference',
      usage_amount: 1000,
    };
    expect((await api.post('/api/v1/usage/record', usage)).status).toBe(200);

    // Read by the audit, and by no charge of a payer without a card: the audit stands still in its middle.
    await owner.run('BEGIN');
    await owner.run('LOCK TABLE dev.payment_methods IN ACCESS EXCLUSIVE MODE');
    const { body: lost } = await call('POST', VERIFY);
    await owner.whenWaiting();
    service.kill();
    await service.untilEnd(10_000);
    service = await start();

    const gone = await call('GET', `${VERIFY}/${String(lost['job_id'])}`);
    expect([gone.status, gone.body['code']]).toEqual([404, 'verification_not_found']);
    expect((await new ApiClient(service).post('/api/v1/usage/record', usage)).status).toBe(200);
    const next = await call('POST', VERIFY);
    expect([next.status, next.body['job_id'] === lost['job_id']]).toEqual([202, false]);
    await owner.whenWaiting(2);
    await owner.run('ROLLBACK');

    let job = next.body;
    await waitUntil('the next one has ended', async () => {
      ({ body: job } = await call('GET', `${VERIFY}/${String(next.body['job_id'])}`));
      return job['state'] !== 'running';
    });
    expect(job).toMatchObject({ state: 'verified', rows_wrong: 0 });
    await waitUntil('no session audits any more', async () => (await audits()) === 0);
  });
});
