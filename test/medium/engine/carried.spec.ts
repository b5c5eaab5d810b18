import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decimal } from '../../../src/domain/decimal.js';
import { faultsOfBooks } from '../../support/books.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { addPrice, chargeOf, openEngine, type TestEngine, userAccount } from '../../support/test-engine.js';

/** One process whose card payer takes whole units, and one whose payer takes any amount, as before a change of payers. */
let db: TestDatabase;
let inUnits: TestEngine;
let inAnyAmount: TestEngine;

beforeAll(async () => {
  db = await createTestDatabase('carried');
  [inUnits, inAnyAmount] = [await openEngine(db.config()), await openEngine(db.config())];
  const unit = decimal('1');
  inUnits.remote.follow({ isAvailable: () => true, denomination: () => ({ unit, least: unit }) });
  await addPrice(inUnits, 'units', { unitPrice: '1' });
});

afterAll(async () => {
  await Promise.all([inUnits, inAnyAmount].map((engine) => engine?.close()));
  await db?.drop();
});

async function userWithCard(userId: string): Promise<string> {
  await inUnits.run({ type: 'add_payment_method', account: userAccount(userId), token: 'tok_ok' });
  return userId;
}

function charge(engine: TestEngine, userId: string, amount: string) {
  return engine.run(chargeOf(userId, 'units', amount, { method: 'payment_charge' }));
}

function settle(
  engine: TestEngine,
  userId: string,
  { billingId, attemptId }: { readonly billingId: string; readonly attemptId: string | null },
  status: 'succeeded' | 'declined',
) {
  const outcome =
    status === 'succeeded'
      ? { status, transactionId: `pay-${billingId}`, balance: null }
      : { status, code: 'payment_declined' as const, reason: 'no' };
  const names = { account: userAccount(userId), billingId, attemptId: String(attemptId), leaseNumber: null };
  return engine.run({ type: 'settle_payment', ...names, outcome });
}

function refund(userId: string, billingId: string) {
  return inUnits.run({ type: 'refund', account: userAccount(userId), billingId, reason: null });
}

async function carriedOf(userId: string): Promise<string> {
  const { database } = inUnits;
  const [row] = await database.query<{ amount: string }>(
    `SELECT amount::text FROM ${database.schema}.carried_amounts WHERE account_id = $1`,
    [`user:${userId}`],
  );
  return row?.amount ?? '0';
}

describe('what is carried', () => {
  it('stays whole when a process declines a charge whose payer takes any amount by now', async () => {
    const alice = await userWithCard('alice');
    const begun = await charge(inUnits, alice, '2.5');
    await charge(inUnits, alice, '0.25');
    expect(await carriedOf(alice)).toBe('0.75');
    await settle(inAnyAmount, alice, begun, 'declined');
    expect(await carriedOf(alice)).toBe('0.25');
    expect(await faultsOfBooks(inUnits.database)).toEqual([]);
  });

  it('is lessened by the refund in units of what was taken whole, and the books are sound', async () => {
    const bob = await userWithCard('bob');
    const begun = await charge(inAnyAmount, bob, '2.5');
    await settle(inAnyAmount, bob, begun, 'succeeded');
    await refund(bob, begun.billingId);
    expect(await carriedOf(bob)).toBe('-0.5');
    expect(await faultsOfBooks(inUnits.database)).toEqual([]);
  });

  it.each(['2.5', '0.5'])(
    'is lessened by the refund of %s that was paid in another system, and the books are sound',
    async (amount) => {
      const userId = `carol-${amount}`;
      const { billingId } = await charge(inUnits, userId, amount);
      const account = userAccount(userId);
      const ids = { walletTransactionId: null, paymentTransactionId: 'bank-17' };
      await inUnits.run({ type: 'settled_outside', account, billingId, ...ids });
      await refund(userId, billingId);
      expect(await carriedOf(userId)).toBe('-0.5');
      expect(await faultsOfBooks(inUnits.database)).toEqual([]);
    },
  );
});
