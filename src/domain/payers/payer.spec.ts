import { describe, expect, it } from '@jest/globals';
import { billOf, CARD, choose, NO_WISH } from '../../../test/support/domain/choose-payer.js';
import {
  creditsOf,
  remoteMethods,
  stateOf,
  walletWith,
  type StateParts,
} from '../../../test/support/domain/domain-state.js';
import { ZERO } from '../decimal.js';
import { availableMethods, choosePayment } from './payer.js';

const SPARE_CARD = { paymentMethodId: 'pm-2', token: 'tok_ok' };

describe('the waterfall', () => {
  it.each<[string, StateParts, string]>([
    [
      'credits that cover all come first',
      { balances: [walletWith('9', { credits: '5' })], paymentMethods: [CARD] },
      'credit_consumption',
    ],
    [
      'credits that cover a part are left alone',
      { balances: [walletWith('9', { credits: '4.99' })] },
      'wallet_deduction',
    ],
    [
      'the wallet pays exactly its balance',
      { balances: [walletWith('5')], paymentMethods: [CARD] },
      'wallet_deduction',
    ],
    ['a card comes last', { balances: [walletWith('4.99')], paymentMethods: [CARD] }, 'payment_charge'],
    [
      'where none can pay, the wallet’s refusal is the answer',
      { balances: [creditsOf('4')] },
      'insufficient_wallet_balance',
    ],
    ['no wallet is a balance of 0', {}, 'insufficient_wallet_balance'],
    [
      'a wallet in another currency is a mismatch',
      { balances: [walletWith('9', { currency: 'USD' })] },
      'currency_mismatch',
    ],
    [
      'credits in another currency are no wallet',
      { balances: [walletWith('0', { currency: 'USD', walletId: null, credits: '9' })] },
      'insufficient_wallet_balance',
    ],
  ])('%s', (_name, parts, expected) => expect(choose(parts)).toBe(expected));

  it('asks nobody to pay nothing, whatever is named', () => {
    expect(choose({}, {}, ZERO)).toBe('subscription_included');
    expect(choose({}, { method: 'payment_charge' }, ZERO)).toBe('subscription_included');
  });
});

describe('a named method', () => {
  const rich: StateParts = { balances: [walletWith('9', { credits: '9' })], paymentMethods: [CARD] };

  it.each([
    [
      'wallet_deduction',
      { ...rich, balances: [walletWith('4', { credits: '9' })] },
      'insufficient_wallet_balance',
    ],
    [
      'credit_consumption',
      { ...rich, balances: [walletWith('9', { credits: '4' })] },
      'insufficient_credit_balance',
    ],
    ['payment_charge', { ...rich, paymentMethods: [] }, 'no_payment_method'],
    ['subscription_included', rich, 'not_included_in_subscription'],
  ] as const)('%s is refused and never replaced by one that could pay', (method, parts, code) =>
    expect(choose(parts, { method })).toBe(code),
  );

  it.each(['wallet_deduction', 'credit_consumption', 'payment_charge'] as const)('%s is used', (method) =>
    expect(choose(rich, { method })).toBe(method),
  );

  it('names the balance and what is required', () => {
    const refusal = choosePayment(stateOf(), billOf(), {
      ...NO_WISH,
      method: 'wallet_deduction',
    });
    expect(refusal).toMatchObject({
      message: 'Insufficient wallet balance',
      facts: { balance: '0', required: '5', currency: 'CREDIT' },
    });
  });

  it('takes the card that is named, else the oldest', () => {
    const state = stateOf({ paymentMethods: [CARD, SPARE_CARD] });
    const pay = (paymentMethodId: string | null) =>
      choosePayment(state, billOf(), { ...NO_WISH, method: 'payment_charge', paymentMethodId });
    expect(pay(null)).toMatchObject({ paymentMethod: CARD });
    expect(pay('pm-2')).toMatchObject({ paymentMethod: SPARE_CARD });
    expect(pay('pm-9')).toMatchObject({ code: 'no_payment_method' });
  });

  it('is no card of another payment service: it is neither chosen nor offered, and refused when it is named', () => {
    const ofStripe = { paymentMethodId: 'pm-3', token: 'pm_card_visa' };
    const remote = remoteMethods({ cardPayer: 'stripe' });
    const pay = (paymentMethodId: string | null, paymentMethods = [CARD, ofStripe]) =>
      choosePayment(stateOf({ paymentMethods }), billOf(undefined, remote), {
        ...NO_WISH,
        method: 'payment_charge',
        paymentMethodId,
      });
    expect(pay(null)).toMatchObject({ paymentMethod: ofStripe });
    expect(pay('pm-1')).toMatchObject({
      code: 'no_payment_method',
      message: 'The payment method belongs to another payment service than the one in use',
    });
    expect(pay(null, [CARD])).toMatchObject({ code: 'no_payment_method' });
    expect(availableMethods(stateOf({ paymentMethods: [CARD] }), billOf(undefined, remote))).toEqual([]);
    expect(choose({ paymentMethods: [CARD] }, {}, undefined, remote)).toBe('insufficient_wallet_balance');
  });
});

describe('forcing', () => {
  const wallet = (available: string) => ({ balances: [walletWith(available, { overdraftLimit: '3' })] });

  it.each([
    ['to exactly the overdraft limit', '2', true, 'wallet_deduction'],
    ['not a trace below it', '1.999999999999999999', true, 'insufficient_wallet_balance'],
    ['only when asked', '4.99', false, 'insufficient_wallet_balance'],
    ['down from an overdrawn balance, as far as the limit', '-1', true, 'insufficient_wallet_balance'],
  ])('lets the wallet go %s', (_name, available, forced, expected) =>
    expect(choose(wallet(available), { forced })).toBe(expected),
  );

  it('makes no wallet where there is none', () => {
    expect(choose({ balances: [creditsOf('4')] }, { forced: true })).toBe('insufficient_wallet_balance');
  });
});

it('lists the methods that could pay the whole, in the order of the waterfall', () => {
  const state = stateOf({ balances: [walletWith('9', { credits: '9' })], paymentMethods: [CARD] });
  expect(availableMethods(state, billOf())).toEqual([
    'credit_consumption',
    'wallet_deduction',
    'payment_charge',
  ]);
  expect(availableMethods(stateOf(), billOf())).toEqual([]);
  expect(availableMethods(stateOf(), billOf(ZERO))).toEqual(['subscription_included']);
});
