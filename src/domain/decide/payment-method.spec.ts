import { expect, it } from '@jest/globals';
import {
  contextOf,
  refusedWithNothingWritten,
  remoteMethods,
  stateOf,
} from '../../../test/support/domain/domain-state.js';
import { MAX_PAYMENT_METHODS_OF_AN_ACCOUNT } from '../limits.js';
import { decideAddPaymentMethod, decideRemovePaymentMethod } from './payment-method.js';

const account = { type: 'user', id: 'ann' } as const;
const remove = (paymentMethodId: string) =>
  decideRemovePaymentMethod(stateOf({ paymentMethods: [{ paymentMethodId: 'pm-1', token: 'tok_ok' }] }), {
    type: 'remove_payment_method',
    account,
    paymentMethodId,
  });

it('adds a card under a name of its own', () => {
  const decision = decideAddPaymentMethod(
    stateOf({}),
    { type: 'add_payment_method', account, token: 'tok_ok' },
    contextOf(),
  );
  const added = { paymentMethodId: 'paymentMethod-1', token: 'tok_ok' };
  expect(decision).toMatchObject({
    outcome: { kind: 'payment_method', ...added },
    effects: { paymentMethod: { added } },
  });
});

it('refuses one card more than an account may have', () => {
  const paymentMethods = Array.from({ length: MAX_PAYMENT_METHODS_OF_AN_ACCOUNT }, (_, n) => ({
    paymentMethodId: `pm-${n}`,
    token: 'tok_ok',
  }));
  const add = (methods: typeof paymentMethods) =>
    decideAddPaymentMethod(
      stateOf({ paymentMethods: methods }),
      { type: 'add_payment_method', account, token: 'tok_ok' },
      contextOf(),
    );
  expect(add(paymentMethods.slice(1)).effects).not.toBeNull();
  expect(refusedWithNothingWritten(add(paymentMethods))).toMatchObject({
    code: 'limit_reached',
    facts: { bound: { what: 'payment methods of an account', most: MAX_PAYMENT_METHODS_OF_AN_ACCOUNT } },
  });
});

it('counts the cards of the payment service in use, and removes any', () => {
  const ofSandbox = Array.from({ length: MAX_PAYMENT_METHODS_OF_AN_ACCOUNT }, (_, n) => ({
    paymentMethodId: `pm-${n}`,
    token: 'tok_ok',
  }));
  const state = stateOf({ paymentMethods: ofSandbox });
  const context = contextOf([], { remote: remoteMethods({ cardPayer: 'stripe' }) });
  const command = { type: 'add_payment_method', account, token: 'pm_card_visa' } as const;
  expect(decideAddPaymentMethod(state, command, context).effects).not.toBeNull();
  const removed = decideRemovePaymentMethod(state, {
    type: 'remove_payment_method',
    account,
    paymentMethodId: 'pm-0',
  });
  expect(removed.effects).toMatchObject({ paymentMethod: { removedId: 'pm-0' } });
});

it('removes a card of the account', () => {
  expect(remove('pm-1').effects).toMatchObject({ paymentMethod: { removedId: 'pm-1' } });
});

it('refuses to remove one that the account does not have', () => {
  expect(refusedWithNothingWritten(remove('pm-2')).code).toBe('payment_method_not_found');
});
