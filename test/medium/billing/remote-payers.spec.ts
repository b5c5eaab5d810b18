import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ChargeCommand } from '../../../src/domain/commands.js';
import { decimal } from '../../../src/domain/decimal.js';
import type { BillingMethod } from '../../../src/domain/vocabulary.js';
import type { RemotePayers } from '../../../src/integrations/payer/remote-payers.js';
import { faultsOfBooks } from '../../support/books.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { ScriptedPayer } from '../../support/scripted-payer.js';
import { openSettlementRoom, type SettlementRoom } from '../../support/settlement-room.js';
import { addPrice, addQuota, chargeOf, userAccount } from '../../support/test-engine.js';
import { SqlSession } from '../../support/sql-session.js';
import { Tampering } from '../../support/tampering.js';
import { waitUntil } from '../../support/wait-until.js';

Logger.overrideLogger(false);

const HTTP = { client: 'http', url: 'http://127.0.0.1:1' } as const;
const settlement = { waitMs: 5_000, callTimeoutMs: 150, recheckMs: 60, tries: 3, pollIntervalMs: 60_000 };

/** Two processes on one database, and payers outside that both of them call. */
let db: TestDatabase;
let one: SettlementRoom;
let other: SettlementRoom;
let wallet: ScriptedPayer;
let credits: ScriptedPayer;
let serial = 0;

const payers: RemotePayers = {
  payerOf: (method) =>
    ({ wallet_deduction: wallet, credit_consumption: credits, payment_charge: null })[method],
  isAvailable: (method) =>
    ({ wallet_deduction: wallet.isAvailable, credit_consumption: credits.isAvailable, payment_charge: true })[
      method
    ],
};

beforeAll(async () => {
  freshPayers();
  db = await createTestDatabase('remote payers');
  const config = db.config({ settlement, integrations: { wallet: HTTP, subscription: HTTP } });
  one = await openSettlementRoom(config, payers);
  other = await openSettlementRoom(config, payers);
  await addPrice(one.t, 'unit', { unitPrice: '1' });
});

afterAll(async () => {
  await one?.close();
  await other?.close();
  await db?.drop();
});

beforeEach(freshPayers);

function freshPayers(): void {
  const reason = 'Insufficient balance';
  wallet = new ScriptedPayer('w', { status: 'declined', code: 'insufficient_wallet_balance', reason });
  credits = new ScriptedPayer('c', { status: 'declined', code: 'no_route_back', reason });
  credits.unit = decimal('1');
}

function newUser(): string {
  serial += 1;
  return `payer-${serial}`;
}

function charge(user: string, method: BillingMethod | null = 'wallet_deduction'): ChargeCommand {
  return chargeOf(user, 'unit', '1', { method });
}

/** Looks at what is due in both processes until the charge's answer is as hoped. */
async function answered(
  command: ChargeCommand,
  key: string,
  status: string,
): Promise<Record<string, unknown>> {
  let outcome: Record<string, unknown> = {};
  await waitUntil(`the charge is ${status}`, async () => {
    await one.reconcile();
    await other.reconcile();
    outcome = { ...(await one.t.run(command, key)) };
    return outcome['status'] === status;
  });
  return outcome;
}

async function attemptsOf(billingId: unknown): Promise<string[]> {
  const { database } = one.t;
  const rows = await database.query<{ kind: string; state: string }>(
    `SELECT kind, state FROM ${database.schema}.settlement_attempts WHERE billing_id = $1 ORDER BY attempt_id`,
    [billingId],
  );
  return rows.map(({ kind, state }) => `${kind} ${state}`);
}

describe('a charge that a wallet outside pays', () => {
  it('is completed within the request, once, whoever sends it again', async () => {
    const command = charge(newUser());
    const { outcome } = await one.charges.submit(command, 'paid');
    expect(outcome).toMatchObject({
      status: 'completed',
      method: 'wallet_deduction',
      walletTransactionId: expect.stringMatching(/^w-att_/),
    });
    await expect(other.charges.submit(command, 'paid')).resolves.toEqual({ outcome, replayed: true });
    expect(wallet.moved).toHaveLength(1);
  });

  it('is never sent twice at once, nor two of one wallet, over two processes', async () => {
    const user = newUser();
    const release = wallet.holdCalls();
    const sent = Array.from({ length: 12 }, (_, n) =>
      (n % 2 === 0 ? one : other).charges.submit(charge(user), `burst-${n}`),
    );
    await waitUntil('the first is on its way', () => wallet.mostAtOnce > 0);
    release();
    const outcomes = await Promise.all(sent);
    expect(outcomes.map(({ outcome }) => outcome.status)).toEqual(Array(12).fill('completed'));
    expect(wallet.mostAtOnce).toBe(1);
    expect(new Set(wallet.moved).size).toBe(12);
    expect(wallet.moved).toHaveLength(12);
    expect(wallet.moved).toEqual(wallet.moved.toSorted());
  });

  it('that was lost after its effect is found, and not sent again', async () => {
    wallet.next('lost');
    const command = charge(newUser());
    const key = randomUUID();
    void one.charges.submit(command, key);
    expect(await answered(command, key, 'completed')).toMatchObject({
      walletTransactionId: expect.any(String),
    });
    expect(wallet.moved).toHaveLength(1);
    expect(wallet.lookups.length).toBeGreaterThan(0);
  });

  it('that was lost before its effect is asked about twice, then sent again', async () => {
    wallet.next('dropped');
    const command = charge(newUser());
    const key = randomUUID();
    void one.charges.submit(command, key);
    await answered(command, key, 'completed');
    expect(wallet.moved).toHaveLength(1);
    expect(wallet.lookups.length).toBeGreaterThanOrEqual(2);
  });

  it('is failed when it is never answered and never found, and says so', async () => {
    wallet.next('dropped', 'dropped', 'dropped');
    const command = charge(newUser());
    const key = randomUUID();
    void one.charges.submit(command, key);
    expect(await answered(command, key, 'failed')).toMatchObject({
      refusal: { code: 'charge_not_confirmed' },
    });
    expect(wallet.moved).toEqual([]);
  });

  it('lets nobody else call a wallet whose last call is not cleared up', async () => {
    const user = newUser();
    wallet.next('lost');
    const key = randomUUID();
    const lost = await one.t.run(charge(user), key);
    one.runner.start(lost.attemptId as string, 'wallet_deduction');
    await waitUntil('it has had its effect', () => wallet.moved.length === 1);
    const next = other.charges.submit(charge(user), 'next');
    await answered(charge(user), key, 'completed');
    expect((await next).outcome.status).toBe('completed');
    expect(wallet.moved[0]).toBe(lost.attemptId);
  });
});

describe('a lease', () => {
  it('goes to one of two processes', async () => {
    const begun = await Promise.all(
      Array.from({ length: 20 }, () => one.t.run(charge(newUser(), 'credit_consumption'))),
    );
    const ids = begun.map(({ attemptId }) => attemptId as string);
    const cells = [0, 1];
    const claims = await Promise.all(
      [one, other, one, other].flatMap(({ leases }) => cells.map((cell) => leases.claim(cell, ids))),
    );
    const claimed = claims.flatMap((claim) => claim.claimed.map(({ attemptId }) => attemptId));
    expect(claimed.toSorted()).toEqual(ids.toSorted());
  });

  it('that has passed to another makes the late answer of the first count for nothing', async () => {
    const command = charge(newUser());
    const key = randomUUID();
    const begun = await one.t.run(command, key);
    const attemptId = begun.attemptId as string;
    const cell = await one.t.directory.resolveOwner({ kind: 'user', id: command.account.id });
    const { database } = one.t;
    const claim = async (room: SettlementRoom) => {
      const [attempt] = (await room.leases.claim(cell, [attemptId])).claimed;
      if (!attempt) throw new Error('No lease');
      return attempt;
    };
    const early = await claim(one);
    await database.query(
      `UPDATE ${database.schema}.settlement_attempts SET lease_until = now() - interval '1 second' WHERE attempt_id = $1`,
      [attemptId],
    );
    const late = await claim(other);
    expect([early.leaseNumber, late.leaseNumber]).toEqual([1, 2]);
    await one.settlement.settle(early, {
      status: 'declined',
      code: 'insufficient_wallet_balance',
      reason: 'too late',
    });
    expect(await one.t.run(command, key)).toMatchObject({ status: 'processing' });
    await other.settlement.settle(late, { status: 'succeeded', transactionId: 'w-1' });
    expect(await one.t.run(command, key)).toMatchObject({ status: 'completed', walletTransactionId: 'w-1' });
    await expect(one.leases.renew(early)).resolves.toBeNull();
  });

  it('of a process that died is taken over, and the payer asked before anything is sent', async () => {
    const command = charge(newUser());
    const key = randomUUID();
    const begun = await one.t.run(command, key);
    const attemptId = begun.attemptId as string;
    const cell = await one.t.directory.resolveOwner({ kind: 'user', id: command.account.id });
    expect((await one.leases.claim(cell, [attemptId])).claimed).toHaveLength(1);
    await answered(command, key, 'completed');
    expect(wallet.lookups.filter((id) => id === attemptId).length).toBeGreaterThanOrEqual(2);
    expect(wallet.moved).toEqual([attemptId]);
  });
});

describe('a payer that cannot be reached', () => {
  it.each(['before the decision', 'when it is called'] as const)(
    '%s leaves the usage pending, and pays it by itself later, in place of the first answer',
    async (when) => {
      const command = charge(newUser());
      const key = randomUUID();
      const quotaId = await addQuota(one.t, { scope: 'user', scopeId: command.account.id, limit: '1' });
      if (when === 'before the decision') wallet.isAvailable = false;
      else wallet.next('not sent');
      const { outcome } = await one.charges.submit(command, key);
      expect(outcome).toMatchObject({ status: 'pending', amount: '0', refusal: null });
      const { database } = one.t;
      const used = () =>
        database.query(
          `SELECT quota_used::text AS used FROM ${database.schema}.billing_quotas WHERE quota_id = $1`,
          [quotaId],
        );
      expect(await used()).toEqual([{ used: '0' }]);
      wallet.isAvailable = true;
      expect(await answered(command, key, 'completed')).toMatchObject({ billingId: outcome.billingId });
      expect(await used()).toEqual([{ used: '1' }]);
      expect(wallet.moved).toHaveLength(1);
    },
  );

  it('often enough leaves it failed, ready to be processed', async () => {
    wallet.isAvailable = false;
    const command = charge(newUser());
    const key = randomUUID();
    const { outcome } = await one.charges.submit(command, key);
    const failed = await answered(command, key, 'failed');
    expect(failed).toMatchObject({ refusal: { code: 'payer_unavailable' } });
    wallet.isAvailable = true;
    const processed = await one.charges.submit(
      {
        type: 'process',
        account: command.account,
        billingId: outcome.billingId,
        method: null,
        paymentMethodId: null,
        forceCharge: false,
      },
      'process',
    );
    expect(processed.outcome).toMatchObject({ status: 'completed', method: 'wallet_deduction' });
  });

  it('is passed over where nobody asked for it', async () => {
    credits.isAvailable = false;
    const { outcome } = await one.charges.submit(charge(newUser(), null), randomUUID());
    expect(outcome).toMatchObject({ status: 'completed', method: 'wallet_deduction' });
  });
});

describe('a payer that declines', () => {
  it('is followed by the next within the same request', async () => {
    credits.next('declines');
    const { outcome, replayed } = await one.charges.submit(charge(newUser(), null), randomUUID());
    expect(outcome).toMatchObject({ status: 'completed', method: 'wallet_deduction' });
    expect(replayed).toBe(false);
    expect(await attemptsOf(outcome.billingId)).toEqual(['credits declined', 'wallet succeeded']);
  });

  it('is not followed by another when it was asked for', async () => {
    wallet.next('declines');
    const { outcome } = await one.charges.submit(charge(newUser()), randomUUID());
    expect(outcome).toMatchObject({
      status: 'failed',
      refusal: { code: 'insufficient_wallet_balance', facts: { required: '1' } },
    });
    expect(credits.moved).toEqual([]);
  });
});

describe('a refund', () => {
  const refund = async (method: BillingMethod): Promise<{ user: string; attemptId: string }> => {
    const user = newUser();
    const { outcome } = await one.charges.submit(charge(user, method), randomUUID());
    const { billingId } = outcome;
    const refunded = await one.t.run({ type: 'refund', account: userAccount(user), billingId, reason: null });
    return { user, attemptId: refunded.attemptId as string };
  };
  const settled = async (attemptId: string, state: string): Promise<void> =>
    waitUntil(`the refund is ${state}`, async () => (await one.attempts.find(attemptId))?.state === state);
  const creditsOf = async (user: string): Promise<unknown> => {
    const { database } = one.t;
    const [row] = await database.query<{ credits: string }>(
      `SELECT credits::text FROM ${database.schema}.balances WHERE account_id = $1`,
      [`user:${user}`],
    );
    return row?.credits;
  };

  it('goes back to the wallet, once', async () => {
    const { user, attemptId } = await refund('wallet_deduction');
    one.runner.start(attemptId, 'wallet_deduction');
    other.runner.start(attemptId, 'wallet_deduction');
    await settled(attemptId, 'succeeded');
    expect(wallet.moved.filter((id) => id === attemptId)).toHaveLength(1);
    expect(await creditsOf(user)).toBeUndefined();
  });

  it('without a route back becomes credits, which pay the next charge here', async () => {
    const { user, attemptId } = await refund('credit_consumption');
    credits.next('declines');
    one.runner.start(attemptId, 'credit_consumption');
    await settled(attemptId, 'declined');
    expect(await creditsOf(user)).toBe('1');
    const { outcome } = await one.charges.submit(charge(user, 'credit_consumption'), randomUUID());
    expect(outcome).toMatchObject({ status: 'completed', attemptId: null, creditBalance: '0' });
    expect(credits.moved).toHaveLength(1);
  });

  it('that could not be sent is sent later', async () => {
    const { user, attemptId } = await refund('wallet_deduction');
    wallet.next('not sent');
    one.runner.start(attemptId, 'wallet_deduction');
    await settled(attemptId, 'not_sent');
    await waitUntil('the refund has arrived', async () => {
      await other.reconcile();
      return wallet.moved.length === 2;
    });
    expect(await creditsOf(user)).toBeUndefined();
  });
});

describe('a payer that takes whole units only', () => {
  const pay = async (user: string, amount: string) =>
    (await one.charges.submit(chargeOf(user, 'unit', amount, { method: 'credit_consumption' }), randomUUID()))
      .outcome;
  const carriedOf = async (user: string): Promise<unknown> => {
    const { database } = one.t;
    const [row] = await database.query<{ amount: string }>(
      `SELECT amount::text FROM ${database.schema}.carried_amounts WHERE account_id = $1`,
      [`user:${user}`],
    );
    return row?.amount;
  };

  it('is sent what has come together, and the rest is carried', async () => {
    const user = newUser();
    const first = await pay(user, '0.4');
    expect(first).toMatchObject({ status: 'completed', amount: '0.4', attemptId: null });
    expect(first.paymentTransactionId).toMatch(/^carried_/);
    expect(credits.moved).toEqual([]);
    expect(await pay(user, '0.7')).toMatchObject({ status: 'completed', amount: '0.7' });
    expect(await pay(user, '2.5')).toMatchObject({ status: 'completed', amount: '2.5' });
    expect(credits.moved.map((id) => credits.amounts.get(id))).toEqual(['1', '2']);
    expect(await carriedOf(user)).toBe('0.6');
  });

  it('and declines leaves carried what was', async () => {
    const user = newUser();
    await pay(user, '0.4');
    credits.next('declines');
    expect(await pay(user, '0.7')).toMatchObject({ status: 'failed' });
    expect(await carriedOf(user)).toBe('0.4');
  });

  it('is given back whole units, and owed less for the rest', async () => {
    const user = newUser();
    const { billingId } = await pay(user, '1.7');
    expect(await carriedOf(user)).toBe('0.7');
    const { attemptId } = await one.t.run({
      type: 'refund',
      account: userAccount(user),
      billingId,
      reason: null,
    });
    one.runner.start(attemptId as string, 'credit_consumption');
    await waitUntil('the refund has arrived', () => credits.moved.length === 2);
    expect(credits.amounts.get(attemptId as string)).toBe('1');
    expect(await carriedOf(user)).toBe('0');
  });

  it('is not called for a refund of what was never taken', async () => {
    const user = newUser();
    const { billingId } = await pay(user, '0.3');
    const refunded = await one.t.run({ type: 'refund', account: userAccount(user), billingId, reason: null });
    expect(refunded).toMatchObject({ status: 'refunded', attemptId: null });
    expect(await carriedOf(user)).toBe('0');
  });

  it('charges exactly what was owed, whoever of two processes is asked', async () => {
    const user = newUser();
    const sent = Array.from({ length: 20 }, (_, n) =>
      (n % 2 === 0 ? one : other).charges.submit(
        chargeOf(user, 'unit', '0.3', { method: 'credit_consumption' }),
        randomUUID(),
      ),
    );
    await Promise.all(sent);
    const taken = credits.moved.map((id) => Number(credits.amounts.get(id)));
    expect(taken.reduce((sum, amount) => sum + amount, 0)).toBe(6);
    expect(await carriedOf(user)).toBe('0');
  });
});

describe('the books of payers outside', () => {
  let owner: SqlSession;
  let tampering: Tampering;
  let user: string;

  beforeAll(async () => {
    owner = await SqlSession.open(db.migrationUrl);
    tampering = new Tampering(owner);
    user = newUser();
  });

  afterAll(() => owner?.close());

  const faultsDuring = (table: string, where: string, set: string | null): Promise<string[]> =>
    tampering.during({ table, where, set }, () => faultsOfBooks(one.t.database));

  it('are sound', async () => {
    expect(await faultsOfBooks(one.t.database)).toEqual([]);
  });

  it('name a carried amount that is not what charges left over', async () => {
    await one.charges.submit(chargeOf(user, 'unit', '0.4', { method: 'credit_consumption' }), randomUUID());
    const faults = await faultsDuring(
      'carried_amounts',
      `account_id = 'user:${user}'`,
      'amount = amount + 1',
    );
    expect(faults).toEqual([expect.stringMatching(/carried/)]);
  });

  it('name a pending record that nothing reminds of', async () => {
    wallet.next('not sent');
    const { outcome } = await one.charges.submit(charge(user), 'waits');
    expect(outcome.status).toBe('pending');
    const reminder = `billing_id = '${outcome.billingId}' AND kind = 'decision'`;
    const faults = await faultsDuring('settlement_attempts', reminder, null);
    expect(faults).toEqual([expect.stringMatching(/is due|another decision|agree/)]);
    await answered(charge(user), 'waits', 'completed');
  });

  it('name a wallet’s transaction that is not the attempt’s', async () => {
    const { outcome } = await one.charges.submit(charge(user), randomUUID());
    const faults = await faultsDuring(
      'settlement_attempts',
      `billing_id = '${outcome.billingId}'`,
      `transaction_id = 'w-other'`,
    );
    expect(faults).toEqual([expect.stringMatching(/wallet_transaction_id|agree/)]);
  });
});

it('a zero total, money here and what is known of the payers change nothing in the books’ laws', async () => {
  const user = newUser();
  await one.t.run({
    type: 'grant_credits',
    account: userAccount(user),
    currency: 'CREDIT',
    amount: decimal('1'),
    description: null,
    referenceId: null,
  });
  await one.charges.submit(charge(user, null), randomUUID());
  await one.charges.submit(chargeOf(user, 'unit', '0'), randomUUID());
  expect(await faultsOfBooks(one.t.database)).toEqual([]);
});
