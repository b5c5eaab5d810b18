import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { refundOf, settlePaymentOf } from '../../support/domain/commands.js';
import type { ConfigOverrides } from '../../support/config.js';
import { type DatabaseSuite, databaseSuite } from '../../support/database/database-suite.js';
import type { SqlSession } from '../../support/database/sql-session.js';
import {
  addPrice,
  addQuota,
  chargeOf,
  openEngine,
  openWalletsIn,
  type TestEngine,
} from '../../support/engine/test-engine.js';

const ROWS = 20_000;
const USERS = Array.from({ length: 40 }, (_, n) => `user-${n}`);

const TABLES = `'accounts', 'balances', 'billing_quotas', 'billing_records', 'idempotency_keys',
  'settlement_attempts', 'upstream_wallets'`;

/** Index entries and rows that the engine's statements have read so far; sessions report it when they end. */
async function entriesRead(owner: SqlSession): Promise<number> {
  const [row] = await owner.run<{ n: string }>(
    `SELECT (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname IN (${TABLES}))
          + (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname IN (${TABLES})) AS n`,
  );
  return Number(row?.n);
}

async function fillCell(owner: SqlSession): Promise<void> {
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
  db: DatabaseSuite,
  overrides: ConfigOverrides,
  commands: (engine: TestEngine) => Promise<void>,
): Promise<number> {
  const owner = await db.openSession();
  const engine = await openEngine(db.config({ ...overrides, database: { cells: 1 } }));
  await addPrice(engine, 'unit', { unitPrice: '1' });
  await openWalletsIn(engine, 0, USERS, '1000');
  for (const user of USERS) await addQuota(engine, { scope: 'user', scopeId: user, limit: '1000' });
  await commands(engine);
  await fillCell(owner);

  const before = await entriesRead(owner);
  await commands(engine);
  await engine.close();
  return (await entriesRead(owner)) - before;
}

// What the engine read before the fill is reported late, and is counted here too; one whole cell would be more.
describe('plans that were made while the tables were empty do not read the whole cell once they are full', () => {
  describe('for charges', () => {
    const db = databaseSuite('kept_plans');

    it('that a wallet here pays, and their refunds', async () => {
      const read = await readOnceFull(db, {}, async (engine) => {
        const charged = await Promise.all(USERS.map((user) => engine.run(chargeOf(user, 'unit', '1'))));
        const refunds = charged.map(({ billingId }, n) =>
          engine.run(refundOf(USERS[n] as string, billingId)),
        );
        await Promise.all(refunds);
      });
      expect(read).toBeLessThan(ROWS);
    });
  });

  describe('for charges', () => {
    const db = databaseSuite('kept_plans_outside');

    it('that a wallet outside pays', async () => {
      const wallet = { client: 'http', url: 'http://127.0.0.1:1' } as const;
      const read = await readOnceFull(db, { integrations: { wallet } }, async ({ engine, run }) => {
        const settle = async (user: string): Promise<void> => {
          const command = chargeOf(user, 'unit', '1', { method: 'wallet_deduction' });
          const takeLease = jest.fn();
          const { outcome } = await engine.submit(command, { key: randomUUID(), takeLease });
          expect(takeLease).toHaveBeenCalledTimes(1);
          const paid = {
            status: 'succeeded',
            transactionId: `w-${outcome.attemptId}`,
            balance: null,
          } as const;
          await run(settlePaymentOf(user, outcome, paid, 1));
        };
        await Promise.all(USERS.map(settle));
      });
      expect(read).toBeLessThan(ROWS);
    });
  });
});
