import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { BillingMethod } from '../../../src/domain/vocabulary.js';
import { faultsOfBooks } from '../../support/books.js';
import { userAccount } from '../../support/test-engine.js';
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

it('leaves sound books', async () => {
  expect(await faultsOfBooks(suite.one.t.database)).toEqual([]);
});
