import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { faultsOfBooks } from '../../support/database/books.js';
import { chargeOf, userAccount } from '../../support/engine/test-engine.js';
import { twoProcesses } from '../../support/outside/two-processes.js';
import { waitUntil } from '../../support/wait-until.js';

Logger.overrideLogger(false);

const suite = twoProcesses('whole units');

describe('a payer that takes whole units only', () => {
  const pay = async (user: string, amount: string) =>
    (
      await suite.one.charges.submit(
        chargeOf(user, 'unit', amount, { method: 'credit_consumption' }),
        randomUUID(),
      )
    ).outcome;
  const carriedOf = async (user: string): Promise<unknown> => {
    const { database } = suite.one.t;
    const [row] = await database.query<{ amount: string }>(
      `SELECT amount::text FROM ${database.schema}.carried_amounts WHERE account_id = $1`,
      [`user:${user}`],
    );
    return row?.amount;
  };

  it('is sent what has come together, and the rest is carried', async () => {
    const user = suite.newUser();
    const first = await pay(user, '0.4');
    expect(first).toMatchObject({ status: 'completed', amount: '0.4', attemptId: null });
    expect(first.paymentTransactionId).toMatch(/^carried_/);
    expect(suite.credits.moved).toEqual([]);
    expect(await pay(user, '0.7')).toMatchObject({ status: 'completed', amount: '0.7' });
    expect(await pay(user, '2.5')).toMatchObject({ status: 'completed', amount: '2.5' });
    expect(suite.credits.moved.map((id) => suite.credits.amounts.get(id))).toEqual(['1', '2']);
    expect(await carriedOf(user)).toBe('0.6');
  });

  it('and declines leaves carried what was', async () => {
    const user = suite.newUser();
    await pay(user, '0.4');
    suite.credits.next('declines');
    expect(await pay(user, '0.7')).toMatchObject({ status: 'failed' });
    expect(await carriedOf(user)).toBe('0.4');
  });

  it('is given back whole units, and owed less for the rest', async () => {
    const user = suite.newUser();
    const { billingId } = await pay(user, '1.7');
    expect(await carriedOf(user)).toBe('0.7');
    const { attemptId } = await suite.one.t.run({
      type: 'refund',
      account: userAccount(user),
      billingId,
      reason: null,
    });
    suite.one.runner.start(attemptId as string, 'credit_consumption');
    await waitUntil('the refund has arrived', () => suite.credits.moved.length === 2);
    expect(suite.credits.amounts.get(attemptId as string)).toBe('1');
    expect(await carriedOf(user)).toBe('0');
  });

  it('is asked for no more than it took, where it took less than was charged', async () => {
    const user = suite.newUser();
    const refund = async (billingId: string): Promise<void> => {
      const account = userAccount(user);
      const { attemptId } = await suite.one.t.run({ type: 'refund', account, billingId, reason: null });
      if (attemptId) suite.one.runner.start(attemptId, 'credit_consumption');
    };
    const first = await pay(user, '1.7');
    await pay(user, '0.3');
    await refund(first.billingId);
    await waitUntil('the first is given back', () => suite.credits.moved.length === 3);
    const tookLess = await pay(user, '2');
    await refund(tookLess.billingId);
    await waitUntil('what it took is given back', () => suite.credits.moved.length === 5);
    const moved = suite.credits.moved.map((id) => suite.credits.amounts.get(id));
    expect(moved).toEqual(['1', '1', '1', '1', '1']);
    expect(await carriedOf(user)).toBe('-0.7');
    expect(await pay(user, '0.7')).toMatchObject({ status: 'completed', attemptId: null });
    expect(await carriedOf(user)).toBe('0');
  });

  it('is not called for a refund of what was never taken', async () => {
    const user = suite.newUser();
    const { billingId } = await pay(user, '0.3');
    const refunded = await suite.one.t.run({
      type: 'refund',
      account: userAccount(user),
      billingId,
      reason: null,
    });
    expect(refunded).toMatchObject({ status: 'refunded', attemptId: null });
    expect(await carriedOf(user)).toBe('0');
  });

  it('charges exactly what was owed, whoever of two processes is asked', async () => {
    const user = suite.newUser();
    const sent = Array.from({ length: 20 }, (_, n) =>
      (n % 2 === 0 ? suite.one : suite.other).charges.submit(
        chargeOf(user, 'unit', '0.3', { method: 'credit_consumption' }),
        randomUUID(),
      ),
    );
    await Promise.all(sent);
    const taken = suite.credits.moved.map((id) => Number(suite.credits.amounts.get(id)));
    expect(taken.reduce((sum, amount) => sum + amount, 0)).toBe(6);
    expect(await carriedOf(user)).toBe('0');
  });
});

it('leaves sound books', async () => {
  expect(await faultsOfBooks(suite.one.t.database)).toEqual([]);
});
