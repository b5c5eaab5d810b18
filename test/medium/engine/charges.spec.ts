import { beforeAll, describe, expect, it } from '@jest/globals';
import { decimal } from '../../../src/domain/decimal.js';
import type { DomainError } from '../../../src/domain/problems/problems.js';
import { subscribeOf } from '../../support/domain/commands.js';
import { engineSuite } from '../../support/engine/engine-suite.js';
import { addPrice, addQuota, chargeOf, openWallet, userAccount } from '../../support/engine/test-engine.js';
import { unbalanced } from '../../support/database/unbalanced.js';

const t = engineSuite('engine charges', { engine: { refusalsPerMinute: 200 } });

beforeAll(async () => {
  await addPrice(t, 'gpt-4', { unitPrice: '0.002' });
  await addPrice(t, 'unit', { unitPrice: '1' });
  await addPrice(t, 'tokens', { dimensions: { input_tokens: '0.00000015', output_tokens: '0.0000006' } });
  await addPrice(t, 'tiered', { unitPrice: '0.5', freeTier: { limit: '100', period: 'monthly' } });
});

describe('charge', () => {
  it('takes the exact amount from the wallet and keeps record, posting, event, roll-up and key', async () => {
    await openWallet(t, 'ann', '1000');
    const outcome = await t.run(chargeOf('ann', 'gpt-4', '1000'));
    expect(outcome).toMatchObject({
      kind: 'charge',
      status: 'completed',
      amount: '2',
      currency: 'CREDIT',
      method: 'wallet_deduction',
      walletBalance: '998',
      refusal: null,
    });
    const s = t.database.schema;
    const [counts] = await t.database.query(
      `SELECT (SELECT count(*)::int FROM ${s}.billing_records WHERE account_id = 'user:ann') AS records,
              (SELECT sum(amount) FROM ${s}.postings WHERE account_id = 'user:ann' AND operation = 'charge') AS charged,
              (SELECT count(*)::int FROM ${s}.billing_events WHERE account_id = 'user:ann') AS events,
              (SELECT sum(charged) FROM ${s}.usage_rollups WHERE account_id = 'user:ann') AS rolled,
              (SELECT count(*)::int FROM ${s}.idempotency_keys WHERE account_id = 'user:ann') AS keys`,
    );
    expect(counts).toMatchObject({ records: 1, events: 2, keys: 2 });
    expect(decimal(String(counts?.['charged'])).eq('2')).toBe(true);
    expect(decimal(String(counts?.['rolled'])).eq('2')).toBe(true);
  });

  it('replays the stored outcome when the same key and body arrive again, and refuses another body', async () => {
    await openWallet(t, 'bob', '10');
    const command = chargeOf('bob', 'unit', '1');
    const first = await t.engine.submit(command, { key: 'k1' });
    const again = await t.engine.submit(chargeOf('bob', 'unit', '1.0'), { key: 'k1' });
    expect(again).toEqual({ outcome: first.outcome, replayed: true });
    await expect(t.engine.submit(chargeOf('bob', 'unit', '2'), { key: 'k1' })).rejects.toMatchObject({
      code: 'idempotency_key_conflict',
    });
  });

  it('lets exactly the balance be spent by concurrent callers', async () => {
    await openWallet(t, 'carl', '50');
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => t.run(chargeOf('carl', 'unit', '1'))),
    );
    expect(outcomes.filter(({ status }) => status === 'completed')).toHaveLength(50);
    const refused = outcomes.filter(({ status }) => status === 'failed');
    expect(refused).toHaveLength(50);
    expect(refused[0]?.refusal).toMatchObject({
      code: 'insufficient_wallet_balance',
      facts: { balance: '0', required: '1' },
    });
  });

  it('has one effect when one key arrives fifty times at once', async () => {
    await openWallet(t, 'dora', '50');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => t.engine.submit(chargeOf('dora', 'unit', '1'), { key: 'same' })),
    );
    expect(new Set(answers.map(({ outcome }) => JSON.stringify(outcome))).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(answers[0]?.outcome.walletBalance).toBe('49');
  });

  it('stops exactly at a hard quota shared by the users of an organisation', async () => {
    await addQuota(t, { scope: 'organization', scopeId: 'acme', limit: '30' });
    await Promise.all(['eve', 'fay', 'gus'].map((user) => openWallet(t, user, '100')));
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        t.run(
          chargeOf(['eve', 'fay', 'gus'][n % 3] as string, 'unit', '1', {
            usage: { organizationId: 'acme' },
          }),
        ),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'completed')).toHaveLength(30);
    expect(outcomes.find(({ status }) => status === 'failed')?.refusal).toMatchObject({
      code: 'quota_exceeded',
      message: 'Quota exceeded for service type',
      facts: { limit: '30', used: '30', remaining: '0' },
    });
  });

  it('warns of a soft quota and charges', async () => {
    await openWallet(t, 'hal', '100');
    await addQuota(t, { scope: 'user', scopeId: 'hal', limit: '1', enforcement: 'soft' });
    const outcome = await t.run(chargeOf('hal', 'unit', '2'));
    expect(outcome.status).toBe('completed');
    expect(outcome.quotaWarnings).toHaveLength(1);
  });

  it('prices every dimension and explains it', async () => {
    await openWallet(t, 'ida', '1');
    const usage = { usageDetails: { model: 'm', input_tokens: 4808, output_tokens: 10 } };
    const outcome = await t.run(chargeOf('ida', 'tokens', '4818', { usage }));
    expect(outcome.amount).toBe('0.0007272');
    await expect(t.run(chargeOf('ida', 'tokens', '4819', { usage }))).rejects.toMatchObject({
      code: 'validation_failed',
    });
  });

  it('draws the free tier down over the period, then charges the rest only', async () => {
    await openWallet(t, 'jan', '100');
    const amounts = [];
    for (const amount of ['60', '60', '10']) {
      amounts.push((await t.run(chargeOf('jan', 'tiered', amount))).amount);
    }
    expect(amounts).toEqual(['0', '10', '5']);
  });

  it('keeps usage without a price as pending, and process charges it once there is one', async () => {
    await openWallet(t, 'kim', '100');
    const pending = await t.run(chargeOf('kim', 'later', '3'));
    expect(pending).toMatchObject({ status: 'pending', refusal: { code: 'usage_not_priced' } });
    await addPrice(t, 'later', { unitPrice: '2' });
    const processed = await t.run({
      type: 'process',
      account: userAccount('kim'),
      billingId: pending.billingId,
      method: null,
      paymentMethodId: null,
      forceCharge: false,
    });
    expect(processed).toMatchObject({ status: 'completed', amount: '6', walletBalance: '94' });
  });

  it('stops storing refusals of one account after a bound in a minute', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 230 }, () => t.run(chargeOf('lea', 'unit', '1'))),
    );
    const dropped = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(dropped.length).toBeGreaterThanOrEqual(1);
    expect((dropped[0]?.reason as DomainError).code).toBe('too_many_refusals');
  });

  it("refuses a subscription that is not the payer's, writing nothing", async () => {
    await expect(
      t.run(chargeOf('mia', 'unit', '1', { usage: { subscriptionId: 'sub-of-somebody' } })),
    ).rejects.toMatchObject({ code: 'validation_failed' });
  });
});

describe('subscriptions', () => {
  it('covers included usage first and names the method so', async () => {
    const includedProducts = [{ productId: 'unit', includedAmount: decimal('10') }];
    await t.run(subscribeOf('nia', { includedProducts }));
    await openWallet(t, 'nia', '100');
    const first = await t.run(chargeOf('nia', 'unit', '4'));
    expect(first).toMatchObject({ status: 'completed', amount: '0', method: 'subscription_included' });
    const second = await t.run(chargeOf('nia', 'unit', '10'));
    expect(second).toMatchObject({ amount: '4', method: 'wallet_deduction', walletBalance: '96' });
    const third = await t.run(chargeOf('nia', 'unit', '1', { method: 'subscription_included' }));
    expect(third.refusal?.code).toBe('not_included_in_subscription');
  });
});

it('leaves every balance the sum of its postings, and events gap-free', async () => {
  expect(await unbalanced(t)).toEqual([]);
});
