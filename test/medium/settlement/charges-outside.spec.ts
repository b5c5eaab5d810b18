import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { faultsOfBooks } from '../../support/database/books.js';
import { charge, SETTLEMENT, twoProcesses } from '../../support/outside/two-processes.js';
import type { Fate } from '../../support/outside/scripted-payer.js';
import { waitUntil } from '../../support/wait-until.js';

Logger.overrideLogger(false);

const suite = twoProcesses('charges outside');
/** More than a charge has tries. */
const MANY = SETTLEMENT.tries + 2;

describe('a charge that a wallet outside pays', () => {
  it('is completed within the request, once, whoever sends it again', async () => {
    const command = charge(suite.newUser());
    const { outcome } = await suite.one.charges.submit(command, 'paid');
    expect(outcome).toMatchObject({
      status: 'completed',
      method: 'wallet_deduction',
      walletTransactionId: expect.stringMatching(/^w-att_/),
    });
    await expect(suite.other.charges.submit(command, 'paid')).resolves.toEqual({ outcome, replayed: true });
    expect(suite.wallet.moved).toHaveLength(1);
  });

  it('is never sent twice at once, nor two of one wallet, over two processes', async () => {
    const user = suite.newUser();
    const release = suite.wallet.holdCalls();
    const sent = Array.from({ length: 12 }, (_, n) =>
      (n % 2 === 0 ? suite.one : suite.other).charges.submit(charge(user), `burst-${n}`),
    );
    await waitUntil('the first is on its way', () => suite.wallet.mostAtOnce > 0);
    release();
    const outcomes = await Promise.all(sent);
    expect(outcomes.map(({ outcome }) => outcome.status)).toEqual(Array(12).fill('completed'));
    expect(suite.wallet.mostAtOnce).toBe(1);
    expect(new Set(suite.wallet.moved).size).toBe(12);
    expect(suite.wallet.moved).toHaveLength(12);
    expect(suite.wallet.moved).toEqual(suite.wallet.moved.toSorted());
  });

  it('that was lost after its effect is found, and not sent again', async () => {
    suite.wallet.next('lost');
    const command = charge(suite.newUser());
    const key = randomUUID();
    void suite.one.charges.submit(command, key);
    expect(await suite.answered(command, key, 'completed')).toMatchObject({
      walletTransactionId: expect.any(String),
    });
    expect(suite.wallet.moved).toHaveLength(1);
    expect(suite.wallet.lookups.length).toBeGreaterThan(0);
  });

  it('that was lost before its effect is asked about twice, then sent again', async () => {
    suite.wallet.next('dropped');
    const command = charge(suite.newUser());
    const key = randomUUID();
    void suite.one.charges.submit(command, key);
    await suite.answered(command, key, 'completed');
    expect(suite.wallet.moved).toHaveLength(1);
    expect(suite.wallet.lookups.length).toBeGreaterThanOrEqual(2);
  });

  it('is failed when it is never answered and never found, and says so', async () => {
    suite.wallet.next('dropped', 'dropped', 'dropped');
    const command = charge(suite.newUser());
    const key = randomUUID();
    void suite.one.charges.submit(command, key);
    expect(await suite.answered(command, key, 'failed')).toMatchObject({
      refusal: { code: 'charge_not_confirmed' },
    });
    expect(suite.wallet.moved).toEqual([]);
  });

  it('does not count as a try what could not be sent again, however often', async () => {
    suite.wallet.next('dropped', ...Array<Fate>(MANY).fill('not sent'));
    const { one } = suite;
    const { database } = one.t;
    const { billingId, attemptId } = await one.t.run(charge(suite.newUser()));
    one.runner.start(attemptId as string, 'wallet_deduction');
    const attempts = `${database.schema}.settlement_attempts`;
    await waitUntil('the charge is completed', async () => {
      // Each question comes later than the one before it: too late for a test.
      await database.query(`UPDATE ${attempts} SET due_at = now() WHERE attempt_id = $1`, [attemptId]);
      await one.reconcile();
      return (await one.attempts.find(attemptId as string))?.state === 'succeeded';
    });
    expect(suite.wallet.moved).toHaveLength(1);
    const rows = await database.query(`SELECT tries FROM ${attempts} WHERE billing_id = $1`, [billingId]);
    expect(rows).toEqual([{ tries: 2 }]);
  });

  it('lets nobody else call a wallet whose last call is not cleared up', async () => {
    const user = suite.newUser();
    suite.wallet.next('lost');
    const key = randomUUID();
    const lost = await suite.one.t.run(charge(user), key);
    suite.one.runner.start(lost.attemptId as string, 'wallet_deduction');
    await waitUntil('it has had its effect', () => suite.wallet.moved.length === 1);
    const next = suite.other.charges.submit(charge(user), 'next');
    await suite.answered(charge(user), key, 'completed');
    expect((await next).outcome.status).toBe('completed');
    expect(suite.wallet.moved[0]).toBe(lost.attemptId);
  });
});

it('leaves sound books', async () => {
  expect(await faultsOfBooks(suite.one.t.database)).toEqual([]);
});
