import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { SettlementAttempt } from '../../../src/billing/settlement/attempts/settlement-attempt.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { charge, SETTLEMENT, twoProcesses } from '../../support/outside/two-processes.js';
import type { SettlementRoom } from '../../support/engine/settlement-room.js';
import { SqlSession } from '../../support/database/sql-session.js';
import { waitUntil } from '../../support/wait-until.js';

Logger.overrideLogger(false);

const suite = twoProcesses('claimed leases');

describe('a lease that was claimed', () => {
  it('goes to one of two processes', async () => {
    const begun = await Promise.all(
      Array.from({ length: 20 }, () => suite.one.t.run(charge(suite.newUser(), 'credit_consumption'))),
    );
    const ids = begun.map(({ attemptId }) => attemptId as string);
    const cells = [0, 1];
    const claims = await Promise.all(
      [suite.one, suite.other, suite.one, suite.other].flatMap(({ leases }) =>
        cells.map((cell) => leases.claim(cell, ids)),
      ),
    );
    const claimed = claims.flatMap((claim) => claim.claimed.map(({ attemptId }) => attemptId));
    expect(claimed.toSorted()).toEqual(ids.toSorted());
  });

  it('that has passed to another makes the late answer of the first count for nothing', async () => {
    const command = charge(suite.newUser());
    const key = randomUUID();
    const begun = await suite.one.t.run(command, key);
    const attemptId = begun.attemptId as string;
    const cell = await suite.one.t.directory.resolveOwner({ kind: 'user', id: command.account.id });
    const { database } = suite.one.t;
    const claim = async (room: SettlementRoom) => {
      const [attempt] = (await room.leases.claim(cell, [attemptId])).claimed;
      if (!attempt) throw new Error('No lease');
      return attempt;
    };
    const early = await claim(suite.one);
    await database.query(
      `UPDATE ${database.schema}.settlement_attempts SET lease_until = now() - interval '1 second' WHERE attempt_id = $1`,
      [attemptId],
    );
    const late = await claim(suite.other);
    expect([early.leaseNumber, late.leaseNumber]).toEqual([1, 2]);
    await suite.one.settlement.settle(early, {
      status: 'declined',
      code: 'insufficient_wallet_balance',
      reason: 'too late',
    });
    expect(await suite.one.t.run(command, key)).toMatchObject({ status: 'processing' });
    await suite.other.settlement.settle(late, { status: 'succeeded', transactionId: 'w-1' });
    expect(await suite.one.t.run(command, key)).toMatchObject({
      status: 'completed',
      walletTransactionId: 'w-1',
    });
    await expect(suite.one.leases.renew(early)).resolves.toBeNull();
  });

  it('that is learnt of too late is none: another may work on it by then', async () => {
    const { one, other } = suite;
    const user = suite.newUser();
    await one.charges.submit(charge(user), randomUUID());
    const { attemptId } = await one.t.run(charge(user));
    const cell = await one.t.directory.resolveOwner({ kind: 'user', id: user });
    const session = await SqlSession.open(suite.db.migrationUrl);
    await session.run('BEGIN');
    await session.run('SELECT FROM dev.upstream_wallets WHERE account_id = $1 FOR UPDATE', [`user:${user}`]);
    const begin = performance.now();
    const claim = one.leases.claim(cell, [attemptId as string]);
    await session.whenWaiting();
    await waitUntil('it is late', () => performance.now() - begin > SETTLEMENT.recheckMs + 1);
    await session.close();
    expect((await claim).claimed).toEqual([]);
    let takenOver: SettlementAttempt | undefined;
    await waitUntil('the other takes it over', async () => {
      [takenOver] = (await other.leases.claim(cell, [attemptId as string])).claimed;
      return takenOver !== undefined;
    });
    expect(takenOver?.leaseNumber).toBe(2);
    const outcome = { status: 'succeeded', transactionId: 'w-late' } as const;
    await other.settlement.settle(takenOver as SettlementAttempt, outcome);
  });

  it('of a process that died is taken over, and the payer asked before anything is sent', async () => {
    const command = charge(suite.newUser());
    const key = randomUUID();
    const begun = await suite.one.t.run(command, key);
    const attemptId = begun.attemptId as string;
    const cell = await suite.one.t.directory.resolveOwner({ kind: 'user', id: command.account.id });
    expect((await suite.one.leases.claim(cell, [attemptId])).claimed).toHaveLength(1);
    await suite.answered(command, key, 'completed');
    expect(suite.wallet.lookups.filter((id) => id === attemptId).length).toBeGreaterThanOrEqual(2);
    expect(suite.wallet.moved).toEqual([attemptId]);
  });
});

it('leaves sound books', async () => {
  expect(await faultsOfBooks(suite.one.t.database)).toEqual([]);
});
