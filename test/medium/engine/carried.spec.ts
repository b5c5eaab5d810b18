import { beforeAll, describe, expect, it } from '@jest/globals';
import { decimal } from '../../../src/domain/decimal.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { CARD_DECLINED, cardOf, refundOf, settlePaymentOf } from '../../support/domain/commands.js';
import { engineSuite } from '../../support/engine/engine-suite.js';
import { addPrice, chargeOf, type TestEngine, userAccount } from '../../support/engine/test-engine.js';

/** One process whose card payer takes whole units, and one whose payer takes any amount, as before a change of payers. */
const inUnits = engineSuite('carried');
let inAnyAmount: TestEngine;

beforeAll(async () => {
  inAnyAmount = await inUnits.openAnother();
  const unit = decimal('1');
  inUnits.remote.follow({ isAvailable: () => true, denomination: () => ({ unit, least: unit }) });
  await addPrice(inUnits, 'units', { unitPrice: '1' });
});

async function userWithCard(userId: string): Promise<string> {
  await inUnits.run(cardOf(userId));
  return userId;
}

function charge(engine: TestEngine, userId: string, amount: string) {
  return engine.run(chargeOf(userId, 'units', amount, { method: 'payment_charge' }));
}

/** Charged and paid. */
async function pay(userId: string, amount: string): Promise<string> {
  const begun = await charge(inUnits, userId, amount);
  const { billingId } = begun;
  const succeeded = { status: 'succeeded', transactionId: `pay-${billingId}`, balance: null } as const;
  await inUnits.run(settlePaymentOf(userId, begun, succeeded, null));
  return billingId;
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
    await inAnyAmount.run(settlePaymentOf(alice, begun, CARD_DECLINED, null));
    expect(await carriedOf(alice)).toBe('0.25');
    expect(await faultsOfBooks(inUnits.database)).toEqual([]);
  });

  it('is lessened by the refund in units of what was taken whole, and the books are sound', async () => {
    const bob = await userWithCard('bob');
    const begun = await charge(inAnyAmount, bob, '2.5');
    const succeeded = { status: 'succeeded', transactionId: 'pay-1', balance: null } as const;
    await inAnyAmount.run(settlePaymentOf(bob, begun, succeeded, null));
    await inUnits.run(refundOf(bob, begun.billingId));
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
      await inUnits.run(refundOf(userId, billingId));
      expect(await carriedOf(userId)).toBe('-0.5');
      expect(await faultsOfBooks(inUnits.database)).toEqual([]);
    },
  );

  it('is lessened by a refund to a payer that takes any amount by now, and what was paid ahead becomes credits', async () => {
    const dave = await userWithCard('dave');
    const first = await pay(dave, '1.7');
    await pay(dave, '0.3');
    await inUnits.run(refundOf(dave, first));
    expect(await carriedOf(dave)).toBe('-0.7');
    const tookLess = await pay(dave, '2');
    expect(await carriedOf(dave)).toBe('0.3');
    const { attemptId } = await inAnyAmount.run(refundOf(dave, tookLess));
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
    await inAnyAmount.run(refundOf(erin, billingId));
    expect([await carriedOf(erin), await creditsOf(erin)]).toEqual(['0', '0']);
    expect(await faultsOfBooks(inUnits.database)).toEqual([]);
  });
});
