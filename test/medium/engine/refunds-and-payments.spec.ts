import { beforeAll, describe, expect, it } from '@jest/globals';
import { CARD_DECLINED, cardOf, refundOf, settlePaymentOf } from '../../support/domain/commands.js';
import { engineSuite } from '../../support/engine/engine-suite.js';
import {
  addPrice,
  addQuota,
  chargeOf,
  openWallet,
  usageOf,
  userAccount,
} from '../../support/engine/test-engine.js';
import { unbalanced } from '../../support/database/unbalanced.js';

const t = engineSuite('engine refunds');

beforeAll(async () => {
  await addPrice(t, 'unit', { unitPrice: '1' });
  await addPrice(t, 'tiered', { unitPrice: '0.5', freeTier: { limit: '100', period: 'monthly' } });
});

describe('refund', () => {
  it('gives the money back once and moves the record', async () => {
    await openWallet(t, 'oda', '10');
    const { billingId } = await t.run(chargeOf('oda', 'unit', '4'));
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => t.run(refundOf('oda', billingId))));
    expect(outcomes.filter(({ changed }) => changed)).toHaveLength(1);
    const quote = await t.engine.quote({
      account: userAccount('oda'),
      usage: usageOf('oda', 'unit', '1'),
      method: null,
    });
    expect(quote.walletBalance).toBe('10');
    const s = t.database.schema;
    const [rollup] = await t.database.query(
      `SELECT sum(charged)::text AS charged, sum(refunded)::text AS refunded, sum(record_count)::int AS n
         FROM ${s}.usage_rollups WHERE account_id = 'user:oda'`,
    );
    expect(rollup).toEqual({ charged: '4', refunded: '4', n: 1 });
  });
});

describe('payment', () => {
  it('commits the intent first; its outcome replaces the stored answer', async () => {
    await t.run(cardOf('pat'));
    const command = chargeOf('pat', 'unit', '7', { method: 'payment_charge' });
    const begun = await t.run(command, 'pay-1');
    expect(begun).toMatchObject({ status: 'processing', amount: '7' });
    const settle = settlePaymentOf('pat', begun, {
      status: 'succeeded',
      transactionId: 'pay_1',
      balance: null,
    });
    expect(await t.run(settle)).toMatchObject({ status: 'completed', changed: true });
    expect(await t.run(settle)).toMatchObject({ status: 'completed', changed: false });
    expect(await t.run(command, 'pay-1')).toMatchObject({
      status: 'completed',
      paymentTransactionId: 'pay_1',
    });
  });

  it('gives quota and allowance back when it is declined', async () => {
    await t.run(cardOf('quin', 'tok_decline'));
    const quotaId = await addQuota(t, { scope: 'user', scopeId: 'quin', limit: '1000' });
    const begun = await t.run(chargeOf('quin', 'tiered', '150', { method: 'payment_charge' }));
    expect(begun).toMatchObject({ status: 'processing', amount: '25' });
    const settled = await t.run(settlePaymentOf('quin', begun, CARD_DECLINED));
    expect(settled.status).toBe('failed');
    const s = t.database.schema;
    const [counters] = await t.database.query(
      `SELECT (SELECT quota_used::text FROM ${s}.billing_quotas WHERE quota_id = $1) AS quota,
              (SELECT used::text FROM ${s}.allowance_counters WHERE account_id = 'user:quin') AS allowance`,
      [quotaId],
    );
    expect(counters).toEqual({ quota: '0', allowance: '0' });
  });
});

it('leaves every balance the sum of its postings, and events gap-free', async () => {
  expect(await unbalanced(t)).toEqual([]);
});
