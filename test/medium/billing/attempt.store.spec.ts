import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AttemptStore } from '../../../src/billing/settlement/attempts/attempt.store.js';
import { newId } from '../../../src/engine/ids.js';
import { createTestDatabase, openDatabase, type TestDatabase } from '../../support/database/database.js';

const CELL = 1;
const LEASE_MS = 60_000;

let testDatabase: TestDatabase;
let opened: Awaited<ReturnType<typeof openDatabase>>;
let attempts: AttemptStore;

beforeAll(async () => {
  testDatabase = await createTestDatabase('attempt store');
  opened = await openDatabase(testDatabase.config());
  attempts = new AttemptStore(opened.database, testDatabase.config());
});

afterAll(async () => {
  await opened?.close();
  await testDatabase?.drop();
});

beforeEach(async () => {
  await opened.database.query(`DELETE FROM ${opened.database.schema}.settlement_attempts`);
});

async function insertAttempt(state: string, dueInMs: number, cell = CELL): Promise<string> {
  const attemptId = newId('attempt', cell);
  await opened.database.query(
    `INSERT INTO ${opened.database.schema}.settlement_attempts
       (cell, attempt_id, account_id, kind, billing_id, state, currency, amount, details, operation, key, due_at,
        created_at, updated_at)
     VALUES ($1, $2, 'user:al:ice', 'payment', 'bill_1', $3, 'CREDIT', 2.50, '{"token": "tok_ok"}', 'charge', 'k',
        now() + $4 * interval '1 millisecond', now() - interval '1 minute', now())`,
    [cell, attemptId, state, dueInMs],
  );
  return attemptId;
}

describe('settlement attempts', () => {
  it('finds one by its id, which names its cell', async () => {
    const attemptId = await insertAttempt('created', 0);
    const attempt = await attempts.find(attemptId);
    expect(attempt).toMatchObject({
      attemptId,
      account: { type: 'user', id: 'al:ice' },
      kind: 'payment',
      billingId: 'bill_1',
      state: 'created',
      currency: 'CREDIT',
      token: 'tok_ok',
      chargeTransactionId: null,
      checks: 0,
    });
    expect(attempt?.amount.toFixed()).toBe('2.5');
    expect(attempt?.sentAgeMs).toBeGreaterThanOrEqual(60_000);
    expect(attempt?.sentAgeMs).toBeLessThan(90_000);
  });

  it('finds nothing under an id that this service never made', async () => {
    await expect(attempts.find('att_1')).resolves.toBeNull();
    await expect(attempts.find(newId('attempt', CELL))).resolves.toBeNull();
  });

  it('tells of many, in whatever cells, which have an outcome', async () => {
    const open = [await insertAttempt('created', 0), await insertAttempt('unknown', 0, 0)];
    const settled = [await insertAttempt('succeeded', 0), await insertAttempt('declined', 0, 0)];
    const never = ['att_1', newId('attempt', CELL)];
    const query = jest.spyOn(opened.database, 'query');
    await expect(attempts.findSettled([...open, ...settled, ...never])).resolves.toEqual(new Set(settled));
    expect(query).toHaveBeenCalledTimes(2);
    query.mockRestore();
  });

  it('takes what is due and open, of one cell, once', async () => {
    const due = [await insertAttempt('created', -2), await insertAttempt('unknown', -1)];
    await insertAttempt('created', 60_000);
    await insertAttempt('succeeded', -1);
    await insertAttempt('created', -1, 0);
    const taken = await attempts.takeDue(CELL, 10, LEASE_MS);
    expect(taken.map(({ attemptId }) => attemptId).sort()).toEqual(due.sort());
    await expect(attempts.takeDue(CELL, 10, LEASE_MS)).resolves.toEqual([]);
  });

  it('never takes more than asked for', async () => {
    for (let i = 0; i < 5; i += 1) await insertAttempt('created', -1);
    expect(await attempts.takeDue(CELL, 3, LEASE_MS)).toHaveLength(3);
    expect(await attempts.takeDue(CELL, 3, LEASE_MS)).toHaveLength(2);
  });

  it('gives each due attempt to one of several processes', async () => {
    for (let i = 0; i < 20; i += 1) await insertAttempt('created', -1);
    const takes = await Promise.all(Array.from({ length: 4 }, () => attempts.takeDue(CELL, 20, LEASE_MS)));
    const ids = takes.flat().map(({ attemptId }) => attemptId);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
  });

  it('gives an attempt out again when a process has died with it', async () => {
    await insertAttempt('created', -1);
    await attempts.takeDue(CELL, 10, 0);
    expect(await attempts.takeDue(CELL, 10, LEASE_MS)).toHaveLength(1);
  });

  it('lists every cell', async () => {
    await expect(attempts.cells()).resolves.toEqual([0, 1]);
  });
});
