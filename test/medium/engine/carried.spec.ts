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

function refund(userId: string, billingId: string, engine = inUnits) {
  return engine.run({ type: 'refund', account: userAccount(userId), billingId, reason: null });
}

/** Charged and paid. */
async function pay(userId: string, amount: string): Promise<string> {
  const begun = await charge(inUnits, userId, amount);
  await settle(inUnits, userId, begun, 'succeeded');
  return begun.billingId;
}

async function creditsOf(userId: string): Promise<string> {
  const { database } = inUnits;
  const [row] = await database.query<{ credits: string }>(
    `SELECT credits::text FROM ${database.schema}.balances WHERE account_id = $1`,
    [`user:${userId}`],
  );
  return row?.credits ?? '0';
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

  it('is lessened by a refund to a payer that takes any amount by now, and what was paid ahead becomes credits', async () => {
    const dave = await userWithCard('dave');
    const first = await pay(dave, '1.7');
    await pay(dave, '0.3');
    await refund(dave, first);
    expect(await carriedOf(dave)).toBe('-0.7');
    const tookLess = await pay(dave, '2');
    expect(await carriedOf(dave)).toBe('0.3');
    const { attemptId } = await refund(dave, tookLess, inAnyAmount);
    const { database } = inUnits;
    const sent = await database.query(
      `SELECT amount::text, details - 'transaction_id' AS details
         FROM ${database.schema}.settlement_attempts WHERE attempt_id = $1`,
      [attemptId],
    );
    expect(sent).toEqual([{ amount: '1', details: { left_over: '0.3', credited: '0.7' } }]);
    expect([await carriedOf(dave), await creditsOf(dave)]).toEqual(['0', '0.7']);
    expect(await faultsOfBooks(database)).toEqual([]);
  });

  it('is lessened by the refund of what was too small, though its payer takes any amount by now', async () => {
    const erin = await userWithCard('erin');
    const { billingId } = await charge(inUnits, erin, '0.5');
    expect(await carriedOf(erin)).toBe('0.5');
    await refund(erin, billingId, inAnyAmount);
    expect([await carriedOf(erin), await creditsOf(erin)]).toEqual(['0', '0']);
    expect(await faultsOfBooks(inUnits.database)).toEqual([]);
  });
});
