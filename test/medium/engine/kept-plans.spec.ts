import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { SqlSession } from '../../support/sql-session.js';
import {
  addPrice,
  addQuota,
  chargeOf,
  openEngine,
  openWallet,
  type TestEngine,
  userAccount,
} from '../../support/test-engine.js';

const ROWS = 20_000;
const USERS = Array.from({ length: 40 }, (_, n) => `user-${n}`);

let db: TestDatabase;
let owner: SqlSession;

beforeEach(async () => {
  db = await createTestDatabase('kept_plans');
  owner = await SqlSession.open(db.migrationUrl);
});

afterEach(async () => {
  await owner?.close();
  await db?.drop();
});

const TABLES = `'accounts', 'balances', 'billing_quotas', 'billing_records', 'idempotency_keys',
  'settlement_attempts', 'upstream_wallets'`;

/** Index entries and rows that the engine's statements have read so far; sessions report it when they end. */
async function entriesRead(): Promise<number> {
  const [row] = await owner.run<{ n: string }>(
    `SELECT (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname IN (${TABLES}))
          + (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname IN (${TABLES})) AS n`,
  );
  return Number(row?.n);
}

async function fillCell(): Promise<void> {
  const rows = `generate_series(1, ${ROWS}) g`;
  for (const insert of [
    `accounts (cell, account_id, created_at) SELECT 0, 'f' || g, now()`,
    `balances (cell, account_id, currency, wallet_id, created_at, updated_at)
       SELECT 0, 'f' || g, 'CREDIT', 'f' || g, now(), now()`,
    `billing_quotas (cell, quota_id, scope, scope_id, service_type, quota_limit, quota_period, window_start,
       enforcement, created_at, updated_at)
       SELECT 0, 'f' || g, 'user', 'f' || g, 'other', 1, 'daily', now(), 'hard', now(), now()`,
    `billing_records (cell, billing_id, account_id, user_id, product_id, service_type, usage_amount, total_amount,
       billing_status, usage_timestamp, created_at, updated_at)
       SELECT 0, 'f' || g, 'f', 'f', 'f', 'other', 0, 0, 'pending', now(), now(), now()`,
    `idempotency_keys (cell, account_id, operation, key, fingerprint, outcome, created_at)
       SELECT 0, 'f', 'charge', 'f' || g, '', '{}', now()`,
    `settlement_attempts (cell, attempt_id, account_id, kind, state, currency, amount, details, operation, key, due_at,
       created_at, updated_at)
       SELECT 0, 'f' || g, 'f' || g, 'wallet', 'created', 'CREDIT', 1, '{}', 'charge', 'f' || g, now(), now(), now()`,
    `upstream_wallets (cell, account_id, attempt_id) SELECT 0, 'f' || g, 'f' || g`,
  ]) {
    await owner.run(`INSERT INTO dev.${insert} FROM ${rows}`);
  }
}

/** What the engine reads for the same commands on empty tables and on full ones. */
async function readOnceFull(
  settings: Parameters<TestDatabase['config']>[0],
  commands: (engine: TestEngine) => Promise<void>,
): Promise<number> {
  const engine = await openEngine(db.config({ ...settings, database: { cells: 1 } }));
  await addPrice(engine, 'unit', { unitPrice: '1' });
  for (const user of USERS) {
    await engine.directory.resolveOwner({ kind: 'user', id: user, near: 0 });
    await addQuota(engine, { scope: 'user', scopeId: user, limit: '1000' });
  }
  await Promise.all(USERS.map((user) => openWallet(engine, user, '1000')));
  await commands(engine);
  await fillCell();

  const before = await entriesRead();
  await commands(engine);
  await engine.close();
  return (await entriesRead()) - before;
}

// What the engine read before the fill is reported late, and is counted here too; one whole cell would be more.
describe('plans that were made while the tables were empty do not read the whole cell once they are full', () => {
  it('for charges and refunds here', async () => {
    const read = await readOnceFull({}, async (engine) => {
      const charged = await Promise.all(USERS.map((user) => engine.run(chargeOf(user, 'unit', '1'))));
      const refunds = charged.map(({ billingId }, n) =>
        engine.run({ type: 'refund', account: userAccount(USERS[n] as string), billingId, reason: null }),
      );
      await Promise.all(refunds);
    });
    expect(read).toBeLessThan(ROWS);
  });

  it('for charges that a wallet outside pays', async () => {
    const wallet = { client: 'http', url: 'http://127.0.0.1:1' } as const;
    const read = await readOnceFull({ integrations: { wallet } }, async ({ engine, run }) => {
      const settle = async (user: string): Promise<void> => {
        const command = chargeOf(user, 'unit', '1', { method: 'wallet_deduction' });
        const takeLease = jest.fn();
        const { outcome } = await engine.submit(command, { key: randomUUID(), takeLease });
        expect(takeLease).toHaveBeenCalledTimes(1);
        const { billingId, attemptId } = outcome;
        await run({
          type: 'settle_payment',
          account: command.account,
          billingId,
          attemptId: attemptId as string,
          leaseNumber: 1,
          outcome: { status: 'succeeded', transactionId: `w-${attemptId}`, balance: null },
        });
      };
      await Promise.all(USERS.map(settle));
    });
    expect(read).toBeLessThan(ROWS);
  });
});
