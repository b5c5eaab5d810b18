import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { SettlementAttempt } from '../../../src/billing/settlement/attempts/settlement-attempt.js';
import type { BillingMethod } from '../../../src/domain/vocabulary.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { userAccount } from '../../support/engine/test-engine.js';
import { charge, twoProcesses } from '../../support/outside/two-processes.js';
import { waitUntil } from '../../support/wait-until.js';

Logger.overrideLogger(false);

const suite = twoProcesses('refunds outside');

describe('a refund', () => {
  const refund = async (method: BillingMethod): Promise<{ user: string; attemptId: string }> => {
    const user = suite.newUser();
    const { outcome } = await suite.one.charges.submit(charge(user, method), randomUUID());
    const { billingId } = outcome;
    const refunded = await suite.one.t.run({
      type: 'refund',
      account: userAccount(user),
      billingId,
      reason: null,
    });
    return { user, attemptId: refunded.attemptId as string };
  };
  const settled = async (attemptId: string, state: string): Promise<void> =>
    waitUntil(
      `the refund is ${state}`,
      async () => (await suite.one.attempts.find(attemptId))?.state === state,
    );
  const creditsOf = async (user: string): Promise<unknown> => {
    const { database } = suite.one.t;
    const [row] = await database.query<{ credits: string }>(
      `SELECT credits::text FROM ${database.schema}.balances WHERE account_id = $1`,
      [`user:${user}`],
    );
    return row?.credits;
  };

  it('goes back to the wallet, once', async () => {
    const { user, attemptId } = await refund('wallet_deduction');
    suite.one.runner.start(attemptId, 'wallet_deduction');
    suite.other.runner.start(attemptId, 'wallet_deduction');
    await settled(attemptId, 'succeeded');
    expect(suite.wallet.moved.filter((id) => id === attemptId)).toHaveLength(1);
    expect(await creditsOf(user)).toBeUndefined();
  });

  it('without a route back becomes credits, which pay the next charge here', async () => {
    const { user, attemptId } = await refund('credit_consumption');
    suite.credits.next('declines');
    suite.one.runner.start(attemptId, 'credit_consumption');
    await settled(attemptId, 'declined');
    expect(await creditsOf(user)).toBe('1');
    const { outcome } = await suite.one.charges.submit(charge(user, 'credit_consumption'), randomUUID());
    expect(outcome).toMatchObject({ status: 'completed', attemptId: null, creditBalance: null });
    expect(suite.credits.moved).toHaveLength(1);
  });

  it('that could not be sent is sent later', async () => {
    const { user, attemptId } = await refund('wallet_deduction');
    suite.wallet.next('not sent');
    suite.one.runner.start(attemptId, 'wallet_deduction');
    await settled(attemptId, 'not_sent');
    await waitUntil('the refund has arrived', async () => {
      await suite.other.reconcile();
      return suite.wallet.moved.length === 2;
    });
    expect(await creditsOf(user)).toBeUndefined();
  });
});

describe('a refund that waits for its next try', () => {
  it('and a charge of its wallet, both due at once, are claimed one after the other', async () => {
    const { one, other, wallet } = suite;
    const { database, directory } = one.t;
    const user = suite.newUser();
    const { billingId } = (await one.charges.submit(charge(user), randomUUID())).outcome;
    const refund = await one.t.run({ type: 'refund', account: userAccount(user), billingId, reason: null });
    wallet.next('not sent');
    one.runner.start(refund.attemptId as string, 'wallet_deduction');
    const waiting = async (): Promise<string[]> => {
      const rows = await database.query<{ attempt_id: string }>(
        `SELECT attempt_id FROM ${database.schema}.settlement_attempts
          WHERE account_id = $1 AND state = 'created' AND details ? 'tries'`,
        [`user:${user}`],
      );
      return rows.map(({ attempt_id }) => attempt_id);
    };
    await waitUntil('the refund waits for its next try', async () => (await waiting()).length === 1);
    // Whoever looks at what is due moves it ahead: the refund then looks as if it still waited.
    const due = [...(await waiting()), (await one.t.run(charge(user))).attemptId as string];
    const cell = await directory.resolveOwner({ kind: 'user', id: user });
    const [first] = (await one.leases.claim(cell, due)).claimed;
    expect(first?.attemptId).toBe(due[0]);
    expect((await other.leases.claim(cell, due)).claimed).toEqual([]);
    await one.settlement.settle(first as SettlementAttempt, { status: 'succeeded', transactionId: 'w-back' });
    expect((await other.leases.claim(cell, due)).claimed).toMatchObject([{ attemptId: due[1] }]);
  });
});

it('leaves sound books', async () => {
  expect(await faultsOfBooks(suite.one.t.database)).toEqual([]);
});
