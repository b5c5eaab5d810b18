import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../../migrations/index.js';
import { auditBooks } from '../../../src/audit/audit-books.js';
import { sentenceOfFault } from '../../../src/audit/audit-report.js';
import type { AppConfig } from '../../../src/config/app-config.js';
import { dataSourceOptions } from '../../../src/database/connections/data-source.js';
import { Database } from '../../../src/database/database.service.js';
import { migrate } from '../../../src/database/schema/migrate.js';
import { type ApiAnswer, ApiClient } from '../../support/api/api-client.js';
import { createEmptyDatabase, type TestDatabase } from '../../support/database/database.js';
import { type HttpApp, startHttpApp } from '../../support/service/http-app.js';
import { SqlSession } from '../../support/database/sql-session.js';
import { waitUntil } from '../../support/wait-until.js';
import {
  checksumOf,
  checksums,
  readSet,
  setsWritten,
  STATES,
  stateOf,
  statesWithoutSet,
} from '../../upgrade/data-sets.js';

describe('the data sets', () => {
  it('are there for every state of the schema that a migration changed', () => {
    expect(statesWithoutSet(STATES, setsWritten())).toEqual([]);
  });

  it('would be missed: a migration after a state without one is a failure', () => {
    const next = stateOf('Something1999999999999');
    expect(statesWithoutSet([...STATES, next], [])).toEqual(STATES);
    expect(statesWithoutSet([...STATES, next, '1999999999999'], setsWritten())).toContain(next);
  });

  it('are named by states that there are, and are as they were written', () => {
    expect(setsWritten().filter((state) => !STATES.includes(state))).toEqual([]);
    const found = Object.fromEntries(setsWritten().map((state) => [state, checksumOf(readSet(state))]));
    expect(found).toEqual(checksums());
  });
});

/** The schema as it was at that state, by the migrations up to it and none after. */
async function migrateTo(config: AppConfig, state: string, owner: SqlSession): Promise<void> {
  await owner.run('CREATE SCHEMA dev');
  const migrations = MIGRATIONS.filter(({ name }) => stateOf(name) <= state);
  const options = { ...dataSourceOptions(config.database, 'migration'), migrations };
  const dataSource = await new DataSource(options).initialize();
  try {
    expect(await dataSource.runMigrations()).toHaveLength(migrations.length);
  } finally {
    await dataSource.destroy();
  }
}

/** How many rows each table has, but for what a migration may add to. */
async function counts(owner: SqlSession): Promise<Record<string, number>> {
  const tables = [
    'billing_records',
    'postings',
    'billing_events',
    'idempotency_keys',
    'balances',
    'accounts',
  ];
  const [row] = await owner.run<Record<string, number>>(
    `SELECT ${tables.map((table) => `(SELECT count(*)::int FROM dev.${table}) AS ${table}`).join(', ')}`,
  );
  return row!;
}

describe.each(setsWritten())('a database of state %s', (state) => {
  let testDatabase: TestDatabase;
  let owner: SqlSession;
  let service: HttpApp;
  let api: ApiClient;
  /** A day later: the attempts that the set left open are due. */
  const config = () => testDatabase.config({ engine: { clockOffsetMs: 24 * 3_600_000 } });

  beforeAll(async () => {
    testDatabase = await createEmptyDatabase('upgrade');
    owner = await SqlSession.open(testDatabase.migrationUrl);
    await migrateTo(config(), state, owner);
    await owner.run(readSet(state));
  });

  afterAll(async () => {
    await service?.close();
    await owner?.close();
    await testDatabase?.drop();
  });

  async function faults(): Promise<string[]> {
    const { results } = await auditBooks(config().database);
    return results.flatMap((result) => result.faults.map(sentenceOfFault));
  }

  /** The id of an old record of this kind; the history has one of each. */
  async function recordWhere(condition: string): Promise<string> {
    const [record] = await service.app
      .get(Database)
      .query<{ billing_id: string }>(
        `SELECT billing_id FROM dev.billing_records WHERE ${condition} ORDER BY billing_id LIMIT 1`,
      );
    return record!.billing_id;
  }

  function refund(billingId: string): Promise<ApiAnswer> {
    return api.put(`/api/v1/billing/record/${billingId}/status?status=refunded`);
  }

  it('is migrated to the newest without losing a row, and its books are sound', async () => {
    const before = await counts(owner);
    const { applied } = await migrate(config().database);
    expect(applied.map(stateOf)).toEqual(STATES.filter((later) => later > state));
    expect(await counts(owner)).toEqual(before);
    expect(before['billing_records']).toBeGreaterThan(50);
    expect(await faults()).toEqual([]);
  });

  it('is served: old keys replay, new usage is charged', async () => {
    service = await startHttpApp(config());
    api = new ApiClient(service);
    const usage = { user_id: 'alice', product_id: 'plain', service_type: 'model_inference' };
    const old = { ...usage, usage_amount: '1234.5', session_id: 'session-1', agent_id: 'agent-1' };
    const replayed = await api.post('/api/v1/usage/record', old, 'the-key');
    expect([replayed.status, replayed.headers.get('Idempotency-Replayed')]).toEqual([200, 'true']);
    expect(replayed.body).toMatchObject({ amount_charged: '2.469', billing_status: 'completed' });
    const other = await api.post('/api/v1/usage/record', { ...old, usage_amount: 1 }, 'the-key');
    expect(other.status).toBe(409);
    const charged = await api.post('/api/v1/usage/record', { ...usage, usage_amount: 10 });
    expect(charged.body).toMatchObject({ amount_charged: '0.02', billing_status: 'completed' });
  });

  it.each([
    ['a wallet', `billing_method = 'wallet_deduction' AND wallet_transaction_id LIKE 'txn%'`],
    ['credits', `billing_method = 'credit_consumption'`],
    ['a card', `billing_method = 'payment_charge' AND payment_transaction_id LIKE 'ch%'`],
  ])('has what %s paid refunded', async (_, condition) => {
    const billingId = await recordWhere(`${condition} AND billing_status = 'completed' AND total_amount > 0`);
    const { status, body } = await refund(billingId);
    expect(status).toBe(200);
    expect(body['billing_record']).toMatchObject({ billing_status: 'refunded', billing_id: billingId });
  });

  it('has charges outside that took less than they cost refunded whole, as before that was kept', async () => {
    const tookLess = await owner.run<{ billing_id: string; total: string }>(
      `SELECT r.billing_id, r.total_amount::text AS total
         FROM dev.billing_records r JOIN dev.settlement_attempts a ON a.billing_id = r.billing_id
        WHERE a.kind = 'payment' AND a.state = 'succeeded' AND a.amount < r.total_amount
          AND r.billing_status = 'completed' AND r.taken_amount IS NULL`,
    );
    expect(tookLess).toHaveLength(state < '1796000000000' ? 0 : 1);
    for (const { billing_id, total } of tookLess) {
      await refund(billing_id);
      const sent = await owner.run<{ amount: string }>(
        `SELECT amount::text FROM dev.settlement_attempts WHERE billing_id = '${billing_id}' AND kind = 'payment_refund'`,
      );
      expect(sent).toEqual([{ amount: total }]);
    }
  });

  it('has what was refused or unpriced charged at last', async () => {
    const refused = await recordWhere(`billing_status = 'failed' AND user_id = 'bob'`);
    const { body } = await api.get('/api/v1/wallets?user_id=bob');
    const [wallet] = body['wallets'] as { wallet_id: string }[];
    await api.post(`/api/v1/wallets/${wallet!.wallet_id}/deposit`, { amount: '1000' });
    const processed = await api.post('/api/v1/billing/process', { billing_id: refused });
    expect(processed.body).toMatchObject({ billing_status: 'completed' });

    const unpriced = await recordWhere(`billing_status = 'pending' AND user_id = 'alice'`);
    await api.post('/api/v1/products', {
      product_id: 'unknown',
      name: 'Known now',
      product_type: 'model',
      unit_type: 'token',
    });
    const price = { currency: 'CREDIT', unit_price: '0.001', effective_from: '1970-01-01T00:00:00Z' };
    await api.post('/api/v1/products/unknown/prices', price);
    const priced = await api.post('/api/v1/billing/process', { billing_id: unpriced });
    expect(priced.body).toMatchObject({ billing_status: 'completed', amount_charged: '1.00' });
  });

  it('has the payment that was under way settled', async () => {
    const [{ open } = { open: '' }] = await owner.run<{ open: string }>(
      `SELECT billing_id AS open FROM dev.billing_records WHERE user_id = 'frank'`,
    );
    await waitUntil('it is settled', async () => {
      const { body } = await api.get(`/api/v1/billing/record/${open}`);
      return body['billing_status'] === 'completed';
    });
  });

  it('is sound after all this', async () => {
    expect(await faults()).toEqual([]);
  });
});
