import { beforeAll, describe, expect, it } from '@jest/globals';
import { LAWS } from '../../../src/audit/laws/all-laws.js';
import type { ExternalDatabase } from '../../../src/config/app-config.js';
import type { HttpApp } from '../../support/service/http-app.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { SqlSession } from '../../support/database/sql-session.js';
import { Tampering } from '../../support/database/tampering.js';
import { waitUntil } from '../../support/wait-until.js';

const TOKEN = 'an-admin-token-of-32-characters!';
const VERIFY = '/api/v1/admin/verify';

const service = serviceSuite('admin_verify', { admin: { token: TOKEN } });
let billingId: string;

beforeAll(async () => {
  const productId = await service.given.product();
  const userId = await service.given.payer('10');
  const usage = {
    user_id: userId,
    product_id: productId,
    service_type: 'model_inference',
    usage_amount: 1000,
  };
  const { body } = await service.api.post('/api/v1/usage/record', usage);
  billingId = String(body['billing_id']);
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function call(
  method: string,
  path: string,
  token: string | null = TOKEN,
  url = service.url,
): Promise<Answer> {
  const headers = new Headers(token === null ? [] : [['Authorization', `Bearer ${token}`]]);
  const response = await fetch(url + path, { method, headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

async function ended(path: string, url?: string): Promise<Record<string, unknown>> {
  let { body } = await call('GET', path, TOKEN, url);
  await waitUntil('the verification has ended', async () => {
    ({ body } = await call('GET', path, TOKEN, url));
    return body['state'] !== 'running';
  });
  return body;
}

async function verified(): Promise<Record<string, unknown>> {
  const { headers } = await call('POST', VERIFY);
  return ended(String(headers.get('Location')));
}

async function asOwner<T>(work: (owner: SqlSession) => Promise<T>): Promise<T> {
  const owner = await SqlSession.open((service.config().database.source as ExternalDatabase).migrationUrl);
  try {
    return await work(owner);
  } finally {
    await owner.close();
  }
}

describe('who may verify', () => {
  it.each([
    ['POST', VERIFY],
    ['GET', `${VERIFY}/ver_1`],
    ['DELETE', `${VERIFY}/ver_1`],
  ])('is asked for the token: %s %s', async (method, path) => {
    for (const token of [null, 'another-token-of-32-characters!!', `${TOKEN}x`, TOKEN.slice(0, -1)]) {
      const answer = await call(method, path, token);
      expect([answer.status, answer.body['code']]).toEqual([401, 'unauthorized']);
      expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
    }
  });

  it('is nobody where the service has no token: the routes do not exist', async () => {
    const closed = await service.startAnother();
    for (const method of ['POST', 'GET']) {
      const path = method === 'POST' ? VERIFY : `${VERIFY}/ver_1`;
      const answer = await call(method, path, TOKEN, closed.url);
      expect([answer.status, answer.body['code']]).toEqual([404, 'route_not_found']);
      expect(answer.headers.get('WWW-Authenticate')).toBeNull();
    }
    await closed.close();
  });
});

describe('a verification', () => {
  it('is started with 202, tells how far it is, and ends verified', async () => {
    const started = await call('POST', VERIFY);
    expect(started.status).toBe(202);
    expect(started.headers.get('Location')).toBe(`${VERIFY}/${String(started.body['job_id'])}`);
    expect(started.headers.get('Idempotency-Key')).toBeNull();
    expect(started.body).toMatchObject({ progress: { laws_total: LAWS.length }, rows_wrong: 0 });
    const body = await ended(String(started.headers.get('Location')));
    expect(body).toMatchObject({
      state: 'verified',
      progress: { laws_done: LAWS.length, at: null },
      rows_wrong: 0,
      error: null,
      taken_at: expect.stringMatching(/Z$/),
      finished_at: expect.stringMatching(/Z$/),
    });
    expect((body['laws'] as { law: string }[]).map(({ law }) => law)).toEqual(LAWS.map(({ name }) => name));
  });

  it('names the rows that break a law', async () => {
    const body = await asOwner((owner) =>
      new Tampering(owner).during(
        { table: 'billing_records', where: `billing_id = '${billingId}'`, set: 'total_amount = 20' },
        verified,
      ),
    );
    expect(body['state']).toBe('faults_found');
    const laws = body['laws'] as { law: string; faults: object[] }[];
    const account_id = expect.stringMatching(/^user:/);
    expect(laws.find(({ law }) => law === 'charges')?.faults).toEqual([
      { row: billingId, account_id, what: 'posted to revenue', expected: '20', found: '2' },
    ]);
    expect(await verified()).toMatchObject({ state: 'verified', rows_wrong: 0 });
  });

  it('is given again to who asks while it runs, and can be canceled; charges go on beside it', async () => {
    await asOwner(async (owner) => {
      // A verification takes no lock on rows, but nobody may read a table that is being altered.
      await owner.run('BEGIN');
      await owner.run('LOCK TABLE dev.allowance_counters IN ACCESS EXCLUSIVE MODE');
      const first = await call('POST', VERIFY);
      const again = await call('POST', VERIFY);
      expect([again.status, again.body['job_id']]).toEqual([202, first.body['job_id']]);
      const path = String(first.headers.get('Location'));
      await owner.whenWaiting();
      expect((await call('GET', path)).body).toMatchObject({
        state: 'running',
        finished_at: null,
        progress: { at: expect.stringContaining('allowances') },
      });
      const userId = await service.given.payer('10');
      expect(await service.given.walletBalance(userId)).toBe('10.00');
      const canceled = await call('DELETE', path);
      expect(canceled.body).toMatchObject({ state: 'canceled', finished_at: expect.any(String) });
      await owner.run('ROLLBACK');
    });
    expect(await verified()).toMatchObject({ state: 'verified' });
  });

  it('is kept among the last sixteen, and unknown to others', async () => {
    const { headers } = await call('POST', VERIFY);
    const first = String(headers.get('Location'));
    await ended(first);
    for (let n = 0; n < 15; n += 1) await verified();
    expect((await call('GET', first)).status).toBe(200);
    await verified();
    const forgotten = await call('GET', first);
    expect([forgotten.status, forgotten.body['code']]).toEqual([404, 'verification_not_found']);
  });

  it('is ended by a stop of the service, which waits for it no longer than that', async () => {
    let another: HttpApp | undefined;
    await asOwner(async (owner) => {
      another = await service.startAnother({ admin: { token: TOKEN } });
      await owner.run('BEGIN');
      await owner.run('LOCK TABLE dev.allowance_counters IN ACCESS EXCLUSIVE MODE');
      expect((await call('POST', VERIFY, TOKEN, another.url)).status).toBe(202);
      await owner.whenWaiting();
      await another.close();
      await waitUntil('its session has ended', async () => {
        await owner.run('SELECT pg_stat_clear_snapshot()');
        const left = await owner.run(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '%audit%'`,
        );
        return left.length === 0;
      });
      await owner.run('ROLLBACK');
    });
  });
});
