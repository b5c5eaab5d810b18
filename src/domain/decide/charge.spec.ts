import { describe, expect, it } from '@jest/globals';
import { charge } from '../../../test/support/domain/decide-charge.js';
import {
  chargeOutcomeOf,
  creditsOf,
  moneyOf,
  NOW,
  quotaWith,
  subscriptionWith,
  walletWith,
} from '../../../test/support/domain/domain-state.js';
import { decimal, formatQuantity } from '../decimal.js';

describe('a charge that nothing refuses', () => {
  const decision = charge({ balances: [walletWith('10')], quotas: [quotaWith('100', '7')] }, '4');

  it('takes exactly its total from the wallet, in one posting to revenue', () => {
    expect(moneyOf(decision.effects?.balance)).toEqual({ available: '6', held: '0', credits: '0' });
    expect(decision.effects?.postings).toHaveLength(1);
    expect(decision.effects?.postings?.[0]).toMatchObject({
      source: 'available',
      destination: 'revenue',
      operation: 'charge',
      billingId: 'record-1',
      balanceAfter: decimal('6'),
    });
  });

  it('keeps a completed record with its price, lines and the quotas that it consumed', () => {
    expect(decision.effects?.record).toMatchObject({
      before: null,
      after: {
        status: 'completed',
        priceId: 'price-of-unit',
        lines: [{ quantity: '4', unit_price: '1', amount: '4' }],
        quotaUses: [{ quota_id: 'quota-1', window_start: '2025-10-01T00:00:00.000Z', quantity: '4' }],
        usage: { usageTimestamp: NOW },
      },
    });
    expect(decision.effects?.quotas?.map(({ used }) => formatQuantity(used))).toEqual(['11']);
  });

  it('tells it in one event and answers with the balance after', () => {
    expect(decision.effects?.events).toMatchObject([
      { type: 'billing_processed', payload: { from: null, to: 'completed', amount: '4' } },
    ]);
    expect(chargeOutcomeOf(decision)).toMatchObject({
      status: 'completed',
      amount: '4',
      method: 'wallet_deduction',
      walletBalance: '6',
      walletTransactionId: 'txn_posting2',
      refusal: null,
    });
  });

  it('takes credits where they cover all, and leaves the wallet alone', () => {
    const paid = charge({ balances: [walletWith('10', { credits: '4' })] }, '4');
    expect(moneyOf(paid.effects?.balance)).toEqual({ available: '10', held: '0', credits: '0' });
    expect(chargeOutcomeOf(paid)).toMatchObject({
      method: 'credit_consumption',
      creditBalance: '0',
      walletTransactionId: null,
    });
  });

  it('costs nothing within the allowance, needs no wallet, and still consumes quota and allowance', () => {
    const free = charge({ quotas: [quotaWith('100')] }, '4', {}, 'tiered');
    expect(chargeOutcomeOf(free)).toMatchObject({
      status: 'completed',
      amount: '0',
      method: 'subscription_included',
      walletBalance: null,
    });
    expect(free.effects?.postings).toBeUndefined();
    expect(free.effects?.allowances?.map(({ source, used }) => [source, formatQuantity(used)])).toEqual([
      ['free_tier', '4'],
    ]);
    expect(free.effects?.quotas?.map(({ used }) => formatQuantity(used))).toEqual(['4']);
  });

  it('counts an allowance on from what was used before', () => {
    const allowances = { [`tiered\u0000free_tier\u0000${Date.UTC(2025, 9, 1)}`]: '8' };
    const paid = charge({ balances: [walletWith('10')], allowances }, '4', {}, 'tiered');
    expect(chargeOutcomeOf(paid).amount).toBe('2');
    expect(paid.effects?.allowances?.map(({ used }) => formatQuantity(used))).toEqual(['10']);
  });

  it('warns of a soft quota and goes on', () => {
    const quotas = [quotaWith('3', '0', { enforcement: 'soft' })];
    const outcome = chargeOutcomeOf(charge({ balances: [walletWith('10')], quotas }, '4'));
    expect(outcome).toMatchObject({
      status: 'completed',
      quotaWarnings: [{ limit: '3', used: '0', resetAt: '2025-11-01T00:00:00.000Z' }],
    });
  });
});

describe('a charge by card', () => {
  const decision = charge(
    { paymentMethods: [{ paymentMethodId: 'pm-1', token: 'tok_ok' }], quotas: [quotaWith('100')] },
    '14',
    {},
    'tiered',
  );

  it('commits the intent with everything it consumes, and moves no money yet', () => {
    expect(chargeOutcomeOf(decision)).toMatchObject({
      status: 'processing',
      amount: '4',
      attemptId: 'attempt-2',
    });
    expect(decision.effects?.postings).toBeUndefined();
    expect(decision.effects?.quotas?.map(({ used }) => formatQuantity(used))).toEqual(['14']);
    expect(decision.effects?.allowances?.map(({ used }) => formatQuantity(used))).toEqual(['10']);
  });

  it('leaves an attempt that the reconciler takes over if this process dies', () => {
    expect(decision.effects?.attempts?.[0]).toMatchObject({
      before: null,
      after: { kind: 'payment', state: 'created', details: { token: 'tok_ok' }, dueAt: NOW + 1000 },
    });
  });
});

it('charges a subscriber for what the subscription does not cover', () => {
  const decision = charge({ subscriptions: [subscriptionWith('3')], balances: [creditsOf('1')] }, '4');
  expect(chargeOutcomeOf(decision)).toMatchObject({
    amount: '1',
    method: 'credit_consumption',
    creditBalance: '0',
    walletBalance: null,
  });
});
