import { describe, expect, it } from '@jest/globals';
import { billOf, CARD, choose, NO_WISH } from '../../../test/support/domain/choose-payer.js';
import {
  creditsOf,
  remoteMethods,
  stateOf,
  walletWith,
  type StateParts,
} from '../../../test/support/domain/domain-state.js';
import { decimal, ZERO } from '../decimal.js';
import { availableMethods, choosePayment, nextPayment, type PaymentWish } from './payer.js';

describe('a wallet and credits outside', () => {
  const remote = ['wallet_deduction', 'credit_consumption'] as const;
  const card: StateParts = { paymentMethods: [CARD] };

  it.each<[string, StateParts, Partial<PaymentWish>, Parameters<typeof remoteMethods>[0], string]>([
    ['may pay as long as nothing is known', {}, {}, { remote }, 'credit_consumption'],
    ['are called when they are named', card, { method: 'wallet_deduction' }, { remote }, 'wallet_deduction'],
    [
      'are passed over while they cannot be called',
      card,
      {},
      { remote, unavailable: ['credit_consumption'] },
      'wallet_deduction',
    ],
    [
      'are not replaced when they are named and cannot be called',
      card,
      { method: 'wallet_deduction' },
      { remote, unavailable: ['wallet_deduction'] },
      'payer_unavailable',
    ],
    [
      'leave the charge waiting when none can be called',
      card,
      {},
      { remote, unavailable: ['credit_consumption', 'wallet_deduction', 'payment_charge'] },
      'payer_unavailable',
    ],
    [
      'come last when they are known to have too little',
      card,
      {},
      { remote, known: { credit_consumption: '4.99', wallet_deduction: '0' } },
      'payment_charge',
    ],
    [
      'are asked all the same when nobody else is left: what is known may be old',
      {},
      {},
      { remote, known: { credit_consumption: '4.99', wallet_deduction: '0' } },
      'credit_consumption',
    ],
    [
      'are asked when named, whatever is known',
      {},
      { method: 'wallet_deduction' },
      { remote, known: { wallet_deduction: '0' } },
      'wallet_deduction',
    ],
    [
      'do not make money pay that lies in a wallet here',
      { balances: [walletWith('9')] },
      { method: 'wallet_deduction' },
      { remote, unavailable: ['wallet_deduction'] },
      'payer_unavailable',
    ],
  ])('%s', (_name, parts, wish, outside, expected) =>
    expect(choose(parts, wish, decimal('5'), remoteMethods(outside))).toBe(expected),
  );

  it('come after credits that lie here', () => {
    const payment = choosePayment(
      stateOf({ balances: [creditsOf('5')] }),
      billOf(decimal('5'), remoteMethods({ remote })),
      NO_WISH,
    );
    expect(payment).toMatchObject({ method: 'credit_consumption', balance: { walletId: null } });
  });

  it('are not asked for nothing', () => {
    expect(choose({}, {}, ZERO, remoteMethods({ remote }))).toBe('subscription_included');
  });

  it('are available while they can be called, those known to have too little last', () => {
    const of = (outside: Parameters<typeof remoteMethods>[0]) =>
      availableMethods(stateOf(card), billOf(decimal('5'), remoteMethods({ remote, ...outside })));
    expect(of({})).toEqual(['credit_consumption', 'wallet_deduction', 'payment_charge']);
    expect(of({ unavailable: ['wallet_deduction'] })).toEqual(['credit_consumption', 'payment_charge']);
    expect(of({ known: { credit_consumption: '1' } })).toEqual([
      'wallet_deduction',
      'payment_charge',
      'credit_consumption',
    ]);
  });

  it('are not asked again once they have declined', () => {
    const bill = billOf(decimal('5'), remoteMethods({ remote }));
    const next = (declined: Parameters<typeof nextPayment>[3], parts = card) =>
      nextPayment(stateOf(parts), bill, NO_WISH, declined);
    expect(next(['credit_consumption'])).toMatchObject({ method: 'wallet_deduction' });
    expect(next(['credit_consumption', 'wallet_deduction'])).toMatchObject({ method: 'payment_charge' });
    expect(next(['credit_consumption', 'wallet_deduction'], {})).toBeNull();
  });
});
