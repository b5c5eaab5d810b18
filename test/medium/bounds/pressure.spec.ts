import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiClient, type ApiAnswer } from '../../support/api/api-client.js';
import { BillingFixture } from '../../support/api/billing-fixture.js';
import type { ConfigOverrides } from '../../support/config.js';
import { databaseSuite } from '../../support/database/database-suite.js';
import { type HttpApp, startHttpApp } from '../../support/service/http-app.js';
import { LaneGate } from '../../support/engine/lane-gate.js';
import type { SqlSession } from '../../support/database/sql-session.js';
import { addPrice, chargeOf, openEngine, openWalletsIn } from '../../support/engine/test-engine.js';
import { waitUntil } from '../../support/wait-until.js';
import { OwnerDirectory } from '../../../src/engine/owner-directory.js';

const QUEUE_LIMIT = 5;

const db = databaseSuite('bounds_pressure');
let holder: SqlSession;
let product: string;
let payer: string;
let service: HttpApp | undefined;

beforeAll(async () => {
  holder = await db.openSession();
  const api = await start();
  const given = new BillingFixture(api);
  product = await given.product();
  payer = await given.payer('1000');
  await service?.close();
});
afterEach(() => service?.close());

async function start(overrides: ConfigOverrides = {}): Promise<ApiClient> {
  service = await startHttpApp(db.config(overrides));
  return new ApiClient(service);
}

const record = (api: ApiClient, key: string, userId = payer) =>
  api.post(
    '/api/v1/usage/record',
    { user_id: userId, product_id: product, service_type: 'other', usage_amount: 1 },
    key,
  );

/** Holds the payer's account, so that the lane's batch waits and what comes after it stays in the queue. */
async function holdPayer(): Promise<void> {
  await holder.run('BEGIN');
  await holder.run(`SELECT FROM dev.accounts WHERE account_id = 'user:${payer}' FOR UPDATE`);
}

const told = ({ status, body, headers }: ApiAnswer) => [status, body['code'], headers.get('retry-after')];

describe('a call', () => {
  it('that finds the queue full is 503 with Retry-After and its key, and the others go through', async () => {
    const api = await start({ engine: { queueLimit: QUEUE_LIMIT, lockTimeoutMs: 30_000 } });
    await holdPayer();
    const first = record(api, 'full-first');
    await holder.whenWaiting();
    const refused: ApiAnswer[] = [];
    const rest = Array.from({ length: QUEUE_LIMIT + 3 }, async (_, n) => {
      const answer = await record(api, `full-${n}`);
      if (answer.status === 503) refused.push(answer);
      return answer.status;
    });
    await waitUntil('what is on top is refused', () => refused.length === 3);
    await holder.run('ROLLBACK');
    for (const answer of refused) {
      expect(told(answer)).toEqual([503, 'overloaded', '1']);
      expect(answer.headers.get('idempotency-key')).toMatch(/^full-\d$/);
    }
    expect((await first).status).toBe(200);
    expect((await Promise.all(rest)).filter((status) => status === 200)).toHaveLength(QUEUE_LIMIT);
    for (const { headers } of refused) {
      const retried = await record(api, headers.get('idempotency-key') as string);
      expect([retried.status, retried.headers.get('idempotency-replayed')]).toEqual([200, null]);
    }
  });

  it('past its deadline is 503 when it was not begun, and 504 with its key when it was', async () => {
    const api = await start({ engine: { lockTimeoutMs: 30_000 }, http: { requestDeadlineMs: 400 } });
    await holdPayer();
    const begun = record(api, 'late-begun');
    await holder.whenWaiting();
    const waiting = record(api, 'late-waiting');
    expect(told(await begun)).toEqual([504, 'outcome_unknown', '1']);
    expect((await begun).body['idempotency_key']).toBe('late-begun');
    expect(told(await waiting)).toEqual([503, 'deadline_exceeded', '1']);
    await holder.run('ROLLBACK');
    await waitUntil('the batch has its rows', async () => {
      const retried = await record(api, 'late-begun');
      return retried.status === 200 && retried.headers.get('idempotency-replayed') === 'true';
    });
    const retried = await record(api, 'late-waiting');
    expect([retried.status, retried.headers.get('idempotency-replayed')]).toEqual([200, null]);
  });

  it('for an account that another transaction holds is 503 when the lock’s time is up', async () => {
    const api = await start({ engine: { lockTimeoutMs: 100 } });
    await holdPayer();
    expect(told(await record(api, 'busy'))).toEqual([503, 'account_busy', '1']);
    await holder.run('ROLLBACK');
  });

  it('that is refused too often within a minute is 429 with Retry-After, and nothing is stored', async () => {
    const api = await start({ engine: { refusalsPerMinute: 2 } });
    const poor = 'poor';
    const codes: unknown[] = [];
    const many = await Promise.all(Array.from({ length: 12 }, (_, n) => record(api, `poor-${n}`, poor)));
    for (const { status, body } of many) codes.push(`${status} ${body['code'] as string}`);
    // A minute may end among them, and another two are kept.
    const kept = codes.filter((code) => code === '402 insufficient_wallet_balance').length;
    expect([2, 4]).toContain(kept);
    expect(codes.filter((code) => code === '429 too_many_refusals')).toHaveLength(12 - kept);
    const refused = many.find(({ status }) => status === 429);
    const seconds = Number(refused?.headers.get('retry-after'));
    expect(seconds >= 1 && seconds <= 60).toBe(true);
    const { body } = await api.get(`/api/v1/billing/records/user/${poor}`);
    expect(body['total_count']).toBe(kept);
  });
});

describe('a batch', () => {
  it('never has more commands than its limit', async () => {
    const engine = db.keep(await openEngine(db.config({ engine: { batchLimit: 7 } })));
    await addPrice(engine, 'unit', { unitPrice: '1' });
    await openWalletsIn(engine, 0, ['batched'], '100');
    const gate = db.keep(await LaneGate.open(engine, db.migrationUrl));
    await gate.gather(30, () =>
      Promise.all(Array.from({ length: 30 }, () => engine.run(chargeOf('batched', 'unit', '1')))),
    );
    const batches = await engine.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM dev.billing_records WHERE account_id = 'user:batched' GROUP BY xmin::text`,
    );
    expect(batches.map(({ n }) => n).sort()).toEqual([2, 7, 7, 7, 7]);
  });
});

describe('the memory of owners', () => {
  it('holds so many, forgets the first of them, and finds it again', async () => {
    const database = await db.openDatabase();
    const directory = new OwnerDirectory(database, db.config({ engine: { directoryCacheSize: 100 } }));
    for (let n = 0; n < 101; n += 1) await directory.resolveOwner({ kind: 'user', id: `cached-${n}` });
    const statements = jest.spyOn(database, 'query');
    await directory.find('user', 'cached-100');
    await directory.find('user', 'cached-1');
    expect(statements).not.toHaveBeenCalled();
    expect(await directory.find('user', 'cached-0')).toEqual(expect.any(Number));
    expect(statements).toHaveBeenCalledTimes(1);
  });
});
