import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DomainError } from '../../../src/domain/problems/problems.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { cardOf, settlePaymentOf } from '../../support/domain/commands.js';
import { engineSuite } from '../../support/engine/engine-suite.js';
import type { LaneGate } from '../../support/engine/lane-gate.js';
import { SqlSession } from '../../support/database/sql-session.js';
import {
  addPrice,
  chargeOf,
  openEngine,
  openWallet,
  openWalletsIn,
} from '../../support/engine/test-engine.js';

const QUEUE_LIMIT = 20;

/** Has a short queue. */
const t = engineSuite('pressure', { engine: { queueLimit: QUEUE_LIMIT } });
const { db } = t;
let gate: LaneGate;

beforeAll(async () => {
  await addPrice(t, 'unit', { unitPrice: '1' });
  await openWalletsIn(t, 0, ['ann', 'gone', 'late', 'payer'], '1000');
  gate = await t.openGate();
});

const codeOf = (error: DomainError): string => error.code;

async function recordsOf(user: string): Promise<number> {
  const [row] = await t.database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM dev.billing_records WHERE account_id = $1`,
    [`user:${user}`],
  );
  return row?.n ?? 0;
}

describe('a full queue', () => {
  it('refuses what comes on top, records nothing of it, and leaves its key free', async () => {
    const results = await gate.gather(QUEUE_LIMIT, () =>
      Promise.all(
        Array.from({ length: QUEUE_LIMIT + 5 }, (_, n) =>
          t.engine
            .submit(chargeOf('ann', 'unit', '1'), { key: `full-${n}` })
            .then(({ outcome }) => outcome.status, codeOf),
        ),
      ),
    );
    expect(results.slice(0, QUEUE_LIMIT)).toEqual(Array.from({ length: QUEUE_LIMIT }, () => 'completed'));
    expect(results.slice(QUEUE_LIMIT)).toEqual(Array.from({ length: 5 }, () => 'overloaded'));
    expect(await recordsOf('ann')).toBe(QUEUE_LIMIT);
    const retried = await t.engine.submit(chargeOf('ann', 'unit', '1'), { key: `full-${QUEUE_LIMIT}` });
    expect(retried).toMatchObject({ replayed: false, outcome: { status: 'completed' } });
  });

  it('does not refuse commands of our own', async () => {
    await t.run(cardOf('payer'));
    const begun = await t.run(chargeOf('payer', 'unit', '1', { method: 'payment_charge' }));
    const succeeded = { status: 'succeeded', transactionId: 'pay_1', balance: null } as const;
    const settle = settlePaymentOf('payer', begun, succeeded);
    const [settled] = await gate.gather(QUEUE_LIMIT + 1, () => {
      const waiting = Array.from({ length: QUEUE_LIMIT }, () => t.run(chargeOf('ann', 'unit', '1')));
      return Promise.all([t.engine.submit(settle, { key: 'own', internal: true }), ...waiting]);
    });
    expect(settled.outcome).toMatchObject({ status: 'completed', changed: true });
  });
});

describe('a caller’s deadline', () => {
  it('that passes before the batch begins: nothing is recorded, the key stays free', async () => {
    const command = chargeOf('gone', 'unit', '1');
    // The lane is let go only when a second command waits, which is sent once the first caller has been told.
    const told = await gate.gather(2, async () => {
      const failure = await t.engine
        .submit(command, { key: 'gone', deadlineMs: 30 })
        .then(() => 'answered', codeOf);
      await t.run(chargeOf('ann', 'unit', '1'));
      return failure;
    });
    expect(told).toBe('deadline_exceeded');
    expect(await recordsOf('gone')).toBe(0);
    expect(await t.engine.submit(command, { key: 'gone' })).toMatchObject({ replayed: false });
  });

  it('that passes in a batch: its outcome is unknown to him, and a retry by key replays it', async () => {
    const holder = await SqlSession.open(db.migrationUrl);
    const command = chargeOf('late', 'unit', '1');
    await holder.run('BEGIN');
    await holder.run(`SELECT FROM dev.accounts WHERE account_id = 'user:late' FOR UPDATE`);
    const failure = t.engine
      .submit(command, { key: 'late', deadlineMs: 100 })
      .catch((error: DomainError) => error);
    await holder.whenWaiting();
    expect(await failure).toMatchObject({ code: 'outcome_unknown', facts: { idempotency_key: 'late' } });
    await holder.run('COMMIT');
    const retried = await t.engine.submit(command, { key: 'late' });
    expect(retried).toMatchObject({ replayed: true, outcome: { status: 'completed', walletBalance: '999' } });
    expect(await recordsOf('late')).toBe(1);
    await holder.close();
  });
});

describe('five thousand commands at once', () => {
  it('keep each account’s order of arrival, over all batches', async () => {
    const wide = await openEngine(db.config({ engine: { queueLimit: 10_000 } }));
    const users = Array.from({ length: 40 }, (_, n) => `order-${n}`);
    await Promise.all(users.map((user) => openWallet(wide, user, '1000000')));
    const outcomes = await Promise.all(
      Array.from({ length: 5_000 }, (_, n) => {
        // A few accounts send most of it.
        const user = users[n % 3 === 0 ? n % 40 : n % 4] as string;
        return wide.run(chargeOf(user, 'unit', '1', { usage: { requestId: String(n) } }));
      }),
    );
    expect(outcomes.every(({ status }) => status === 'completed')).toBe(true);
    const disordered = await wide.database.query(
      `SELECT account_id FROM (
         SELECT e.account_id, e.seq, r.request_id::int AS arrived,
                lag(r.request_id::int) OVER (PARTITION BY e.cell, e.account_id ORDER BY e.seq) AS before
           FROM dev.billing_events e JOIN dev.billing_records r USING (cell, billing_id)
          WHERE e.account_id LIKE 'user:order-%') o
        WHERE arrived < before`,
    );
    expect(disordered).toEqual([]);
    await wide.close();
  });
});

describe('a stop', () => {
  it('finishes what was accepted, takes no more, and leaves no connection behind', async () => {
    const stopping = await openEngine(db.config());
    const accepted = Array.from({ length: 50 }, (_, n) =>
      stopping.run(chargeOf(n % 2 ? 'ann' : `late-${n}`, 'unit', '1')),
    );
    const stopped = stopping.engine.beforeApplicationShutdown();
    await expect(stopping.run(chargeOf('ann', 'unit', '1'))).rejects.toMatchObject({ code: 'shutting_down' });
    await stopped;
    const settled = await Promise.all(accepted);
    expect(settled.every(({ kind }) => kind === 'charge')).toBe(true);
    // Would wait for ever for a connection that a lane keeps.
    await stopping.database.dataSource.destroy();
  });
});

it('the books are in order after all this', async () => {
  expect(await faultsOfBooks(t.database)).toEqual([]);
});
