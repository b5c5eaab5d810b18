import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { SettlementAttempt } from '../../../src/billing/settlement/attempts/settlement-attempt.js';
import type { ChargeCommand } from '../../../src/domain/commands.js';
import type { FirstLease } from '../../../src/engine/engine.port.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { charge, SETTLEMENT, twoProcesses } from '../../support/outside/two-processes.js';
import type { SettlementRoom } from '../../support/engine/settlement-room.js';
import { SqlSession } from '../../support/database/sql-session.js';
import { addQuota } from '../../support/engine/test-engine.js';
import { waitUntil } from '../../support/wait-until.js';

Logger.overrideLogger(false);

const suite = twoProcesses('leases');

interface LeaseRow {
  lease_number: number;
  tries: number;
  ends_when_due: boolean | null;
  was_sent: boolean;
  has_wallet: boolean;
}

/** A charge whose caller works on its attempt at once. */
async function leased(
  command: ChargeCommand,
  { key = randomUUID(), room = suite.one }: { key?: string; room?: SettlementRoom } = {},
) {
  let lease: FirstLease | undefined;
  const takeLease = (given: FirstLease): void => void (lease = given);
  const { outcome, replayed } = await room.t.engine.submit(command, { key, takeLease });
  return { attemptId: outcome.attemptId as string, replayed, lease };
}

/** A lease as it stands in the table. */
async function rowOf(attemptId: string): Promise<LeaseRow | undefined> {
  const { database } = suite.one.t;
  const [row] = await database.query<LeaseRow>(
    `SELECT lease_number, tries, lease_until = due_at AS ends_when_due, sent_at IS NOT NULL AS was_sent,
            EXISTS (SELECT FROM ${database.schema}.upstream_wallets w WHERE w.attempt_id = a.attempt_id) AS has_wallet
       FROM ${database.schema}.settlement_attempts a WHERE attempt_id = $1`,
    [attemptId],
  );
  return row;
}

const GIVEN: LeaseRow = { lease_number: 1, tries: 1, ends_when_due: true, was_sent: true, has_wallet: true };
const NONE: LeaseRow = { lease_number: 0, tries: 0, ends_when_due: null, was_sent: false, has_wallet: false };

/** The attempt's call succeeds. */
async function settle(lease: FirstLease | undefined, room = suite.one): Promise<void> {
  const attempt = await room.leases.first(lease as FirstLease);
  if (!attempt) throw new Error('No lease');
  await room.settlement.settle(attempt, { status: 'succeeded', transactionId: `w-${attempt.attemptId}` });
}

describe('a lease that the batch gives which makes the attempt', () => {
  it('stands in its row, with the wallet, and says all that a call needs', async () => {
    const user = suite.newUser();
    const { attemptId, lease } = await leased(charge(user));
    expect(await rowOf(attemptId)).toEqual(GIVEN);
    const [stored, first] = [
      await suite.one.attempts.find(attemptId),
      await suite.one.leases.first(lease as FirstLease),
    ];
    expect({ ...first, sentAgeMs: 0 }).toEqual({ ...stored, sentAgeMs: 0, quotaIds: [] });
    await settle(lease);
  });

  it('goes to callers who ask for it, and to none who repeats the charge', async () => {
    const command = charge(suite.newUser(), 'credit_consumption');
    const key = randomUUID();
    const [first, second] = await Promise.all([leased(command, { key }), leased(command, { key })]);
    const later = await leased(command, { key });
    expect([first, second, later].map(({ lease, replayed }) => [lease !== undefined, replayed])).toEqual([
      [true, false],
      [false, true],
      [false, true],
    ]);
    const unasked = await suite.one.t.run(charge(suite.newUser(), 'credit_consumption'));
    expect(await rowOf(unasked.attemptId as string)).toEqual(NONE);
  });

  it('comes also to a caller who has ceased to wait for the answer', async () => {
    const user = suite.newUser();
    await settle((await leased(charge(user))).lease);
    const session = await SqlSession.open(suite.db.migrationUrl);
    await session.run('BEGIN');
    await session.run('SELECT FROM dev.accounts WHERE account_id = $1 FOR UPDATE', [`user:${user}`]);
    let lease: FirstLease | undefined;
    const takeLease = (given: FirstLease): void => void (lease = given);
    const late = suite.one.t.engine.submit(charge(user), { key: randomUUID(), deadlineMs: 100, takeLease });
    await expect(late).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(lease).toBeUndefined();
    await session.close();
    await waitUntil('it is committed', () => lease !== undefined);
    await settle(lease);
  });

  it('keeps everybody else from the attempt', async () => {
    const user = suite.newUser();
    const { attemptId, lease } = await leased(charge(user));
    const cell = await suite.one.t.directory.resolveOwner({ kind: 'user', id: user });
    for (const room of [suite.one, suite.other]) {
      expect((await room.leases.claim(cell, [attemptId])).claimed).toEqual([]);
    }
    await settle(lease);
  });

  it('is for one attempt of a wallet at a time, in one batch and over two processes', async () => {
    const user = suite.newUser();
    const both = await Promise.all([leased(charge(user)), leased(charge(user))]);
    const [first, second] = both.toSorted((a, b) => (a.attemptId < b.attemptId ? -1 : 1));
    expect(await rowOf(first!.attemptId)).toEqual(GIVEN);
    expect(await rowOf(second!.attemptId)).toEqual(NONE);
    const third = await leased(charge(user), { room: suite.other });
    expect(third.lease).toBeUndefined();
    await settle(first!.lease);
    // The second was there before.
    const fourth = await leased(charge(user), { room: suite.other });
    expect(fourth.lease).toBeUndefined();
    for (const { attemptId } of [second!, third, fourth]) {
      suite.one.runner.start(attemptId, 'wallet_deduction');
    }
    await waitUntil('all have had their turn', () => suite.wallet.moved.length === 3);
    expect(suite.wallet.moved).toEqual([second, third, fourth].map((one) => one!.attemptId));
  });

  it('has the wallet of the one before as soon as that is settled', async () => {
    const user = suite.newUser();
    for (let n = 0; n < 3; n += 1) {
      const room = n % 2 === 0 ? suite.one : suite.other;
      const { attemptId, lease } = await leased(charge(user), { room });
      expect(await rowOf(attemptId)).toEqual(GIVEN);
      await settle(lease, room);
    }
  });

  it('knows which quotas a decline gives back to', async () => {
    const user = suite.newUser();
    const { database } = suite.one.t;
    const quotaId = await addQuota(suite.one.t, { scope: 'user', scopeId: user, limit: '5' });
    const used = () =>
      database.query(`SELECT quota_used::text FROM ${database.schema}.billing_quotas WHERE quota_id = $1`, [
        quotaId,
      ]);
    const { lease } = await leased(charge(user));
    expect(lease?.attempt.quotaIds).toEqual([quotaId]);
    expect(await used()).toEqual([{ quota_used: '1' }]);
    const attempt = await suite.one.leases.first(lease as FirstLease);
    const declined = { status: 'declined', code: 'insufficient_wallet_balance', reason: 'no' } as const;
    await suite.one.settlement.settle(attempt as SettlementAttempt, declined);
    expect(await used()).toEqual([{ quota_used: '0' }]);
  });

  it('is given to all attempts of one account that call no wallet', async () => {
    const user = suite.newUser();
    const three = await Promise.all([1, 2, 3].map(() => leased(charge(user, 'credit_consumption'))));
    for (const { attemptId, lease } of three) {
      expect(await rowOf(attemptId)).toEqual({ ...GIVEN, has_wallet: false });
      await settle(lease);
    }
  });

  it('waits for nobody who is just claiming the wallet', async () => {
    const user = suite.newUser();
    await settle((await leased(charge(user))).lease);
    const session = await SqlSession.open(suite.db.migrationUrl);
    await session.run('BEGIN');
    await session.run('SELECT FROM dev.upstream_wallets WHERE account_id = $1 FOR UPDATE', [`user:${user}`]);
    const { attemptId, lease } = await leased(charge(user));
    await session.close();
    expect(lease).toBeUndefined();
    expect(await rowOf(attemptId)).toEqual(NONE);
    suite.one.runner.start(attemptId, 'wallet_deduction');
    await waitUntil('it has had its turn', () => suite.wallet.moved.includes(attemptId));
  });

  it('begins anew when nothing was sent under it in time, unless another has taken over', async () => {
    const late = () => SETTLEMENT.recheckMs + 1;
    const { attemptId, lease } = await leased(charge(suite.newUser()));
    const lapse = async () => {
      const { database } = suite.one.t;
      await database.query(
        `UPDATE ${database.schema}.settlement_attempts SET lease_until = now(), due_at = now() WHERE attempt_id = $1`,
        [attemptId],
      );
    };
    await lapse();
    const again = await suite.one.leases.first({ ...(lease as FirstLease), age: late });
    expect(again).toMatchObject({ attemptId, leaseNumber: 1, tries: 1 });
    expect(await rowOf(attemptId)).toEqual(GIVEN);
    await lapse();
    await suite.other.reconcile();
    await waitUntil('the other has asked about it', () => suite.wallet.lookups.includes(attemptId));
    expect(await suite.one.leases.first({ ...(lease as FirstLease), age: late })).toBeNull();
  });

  it('of a process that died is taken over, and the payer asked before anything is sent', async () => {
    const command = charge(suite.newUser());
    const key = randomUUID();
    const { attemptId } = await leased(command, { key });
    await suite.answered(command, key, 'completed');
    expect(suite.wallet.lookups.filter((id) => id === attemptId).length).toBeGreaterThanOrEqual(2);
    expect(suite.wallet.moved.filter((id) => id === attemptId)).toHaveLength(1);
  });
});

it('leaves sound books', async () => {
  expect(await faultsOfBooks(suite.one.t.database)).toEqual([]);
});
