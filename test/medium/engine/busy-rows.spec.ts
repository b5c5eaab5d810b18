import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Command } from '../../../src/domain/commands.js';
import type { DomainError } from '../../../src/domain/problems/problems.js';
import { CARD_DECLINED, cardOf, settlePaymentOf } from '../../support/domain/commands.js';
import { engineSuite } from '../../support/engine/engine-suite.js';
import type { LaneGate } from '../../support/engine/lane-gate.js';
import { SqlSession } from '../../support/database/sql-session.js';
import {
  addPrice,
  addQuota,
  chargeOf,
  openEngine,
  openWalletsIn,
  placeUsers,
} from '../../support/engine/test-engine.js';

const t = engineSuite('busy_rows', { engine: { lockTimeoutMs: 300 }, database: { cells: 1 } });
const { db } = t;
let gate: LaneGate;
/** Somebody else, who holds rows. */
let holder: SqlSession;
const neighbours = Array.from({ length: 50 }, (_, n) => `neighbour-${n}`);

beforeAll(async () => {
  await addPrice(t, 'unit', { unitPrice: '1' });
  await placeUsers(t, 0, ['new', 'payer']);
  await openWalletsIn(t, 0, [...neighbours, 'busy', 'member', 'a', 'b'], '1000');
  gate = await t.openGate();
});

beforeEach(async () => {
  holder = await SqlSession.open(db.migrationUrl);
});

afterEach(() => holder.close());

/** `completed`, or the code of the refusal. */
async function resultOf(command: Command): Promise<string> {
  try {
    const outcome = await t.run(command);
    return 'status' in outcome ? outcome.status : outcome.kind;
  } catch (error) {
    return (error as DomainError).code;
  }
}

/** Runs the commands in one batch with a charge of every neighbour, half of them before and half after. */
async function amongNeighbours(
  ...commands: Command[]
): Promise<{ results: string[]; neighbours: Set<string>; ms: number }> {
  const begun = performance.now();
  const all = neighbours.map((user): Command => chargeOf(user, 'unit', '1'));
  all.splice(25, 0, ...commands);
  const results = await gate.gather(all.length, () => Promise.all(all.map(resultOf)));
  const ms = performance.now() - begun;
  const own = results.splice(25, commands.length);
  return { results: own, neighbours: new Set(results), ms };
}

const holdAccount = (user: string) =>
  holder.run(`SELECT FROM dev.accounts WHERE account_id = $1 FOR UPDATE`, [`user:${user}`]);

describe('rows that somebody else holds', () => {
  it('of an account: its commands get 503, their neighbours in the batch succeed', async () => {
    await holder.run('BEGIN');
    await holdAccount('busy');
    const held = await amongNeighbours(chargeOf('busy', 'unit', '1'), chargeOf('busy', 'unit', '2'));
    expect(held).toMatchObject({
      results: ['account_busy', 'account_busy'],
      neighbours: new Set(['completed']),
    });
    expect(held.ms).toBeLessThan(4_000);
    await holder.run('ROLLBACK');
  });

  it('of an account: later commands are refused at once for a second, then tried again', async () => {
    await holder.run('BEGIN');
    await holdAccount('busy');
    expect(await resultOf(chargeOf('busy', 'unit', '1'))).toBe('account_busy');
    await holder.run('ROLLBACK');
    const begun = performance.now();
    expect(await resultOf(chargeOf('busy', 'unit', '1'))).toBe('account_busy');
    expect(performance.now() - begun).toBeLessThan(200);
    let result = 'account_busy';
    while (result === 'account_busy') result = await resultOf(chargeOf('busy', 'unit', '1'));
    expect(result).toBe('completed');
    expect(performance.now() - begun).toBeLessThan(1_500);
  });

  it('of an account that is being made: its commands get 503, their neighbours succeed', async () => {
    await holder.run('BEGIN');
    await holder.run(`INSERT INTO dev.accounts (cell, account_id, created_at) VALUES (0, 'user:new', now())`);
    const held = await amongNeighbours(chargeOf('new', 'unit', '1'));
    expect(held).toMatchObject({ results: ['account_busy'], neighbours: new Set(['completed']) });
    expect(held.ms).toBeLessThan(4_000);
    await holder.run('ROLLBACK');
  });

  it('of a quota: the commands under it get 503, their neighbours succeed', async () => {
    const quotaId = await addQuota(t, { scope: 'organization', scopeId: 'held', limit: '10' });
    await holder.run('BEGIN');
    await holder.run(`SELECT FROM dev.billing_quotas WHERE quota_id = $1 FOR UPDATE`, [quotaId]);
    const held = await amongNeighbours(
      chargeOf('member', 'unit', '1', { usage: { organizationId: 'held' } }),
    );
    expect(held).toMatchObject({ results: ['account_busy'], neighbours: new Set(['completed']) });
    expect(held.ms).toBeLessThan(4_000);
    await holder.run('ROLLBACK');
  });

  it('of a quota that a settlement gives back to: it gets 503, its neighbours succeed', async () => {
    await t.run(cardOf('payer', 'tok_decline'));
    const quotaId = await addQuota(t, { scope: 'user', scopeId: 'payer', limit: '10' });
    const begun = await t.run(chargeOf('payer', 'unit', '1', { method: 'payment_charge' }));
    const declined = settlePaymentOf('payer', begun, CARD_DECLINED);
    await holder.run('BEGIN');
    await holder.run(`SELECT FROM dev.billing_quotas WHERE quota_id = $1 FOR UPDATE`, [quotaId]);
    const held = await amongNeighbours(declined);
    expect(held).toMatchObject({ results: ['account_busy'], neighbours: new Set(['completed']) });
    await holder.run('ROLLBACK');
  });
});

describe('transactions that Postgres ends', () => {
  it('to break a deadlock are run again, and every caller gets its outcome', async () => {
    const patient = await openEngine(db.config({ engine: { lockTimeoutMs: 8_000 }, database: { cells: 1 } }));
    // So that both commands find their lane at once and go into one batch.
    for (const user of ['a', 'b']) await patient.run(chargeOf(user, 'unit', '1'));
    await holder.run('BEGIN');
    // Whose wait is looked into first is the one that is ended: ours is not, however slow the machine.
    await holder.run(`SET LOCAL deadlock_timeout = '60s'`);
    await holdAccount('b');
    const begun = performance.now();
    const charges = ['a', 'b'].map((user) => patient.run(chargeOf(user, 'unit', '1')));
    await holder.whenWaiting();
    // Now each holds what the other wants.
    await holdAccount('a');
    await holder.run('COMMIT');
    expect((await Promise.all(charges)).map(({ status }) => status)).toEqual(['completed', 'completed']);
    // Postgres looks for deadlocks when a session has waited for a second: less means that there was none.
    expect(performance.now() - begun).toBeGreaterThan(900);
    await patient.close();
  });

  it.each([
    [3, 'completed'],
    [100, 'database_unavailable'],
  ])('for a conflict %d times in a row end in %s', async (times, expected) => {
    await holder.run(`CREATE SEQUENCE dev.conflicts; GRANT USAGE ON dev.conflicts TO PUBLIC`);
    await holder.run(`
      CREATE FUNCTION dev.conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('dev.conflicts') <= ${times} THEN RAISE 'conflict' USING ERRCODE = '40001'; END IF;
        RETURN NEW;
      END $$`);
    await holder.run(
      `CREATE TRIGGER conflict BEFORE INSERT ON dev.postings FOR EACH ROW EXECUTE FUNCTION dev.conflict()`,
    );
    try {
      expect(await resultOf(chargeOf('a', 'unit', '1'))).toBe(expected);
    } finally {
      await holder.run(
        `DROP TRIGGER conflict ON dev.postings; DROP FUNCTION dev.conflict; DROP SEQUENCE dev.conflicts`,
      );
    }
  });
});
