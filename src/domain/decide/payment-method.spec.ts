import { expect, it } from '@jest/globals';
import { contextOf, refusedWithNothingWritten, stateOf } from '../../../test/support/domain-state.js';
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
    { type: 'add_payment_method', account, token: 'tok_ok' },
    contextOf(),
  );
  const added = { paymentMethodId: 'paymentMethod-1', token: 'tok_ok' };
  expect(decision).toMatchObject({
    outcome: { kind: 'payment_method', ...added },
    effects: { paymentMethod: { added } },
  });
});

it('removes a card of the account', () => {
  expect(remove('pm-1').effects).toMatchObject({ paymentMethod: { removedId: 'pm-1' } });
});

it('refuses to remove one that the account does not have', () => {
  expect(refusedWithNothingWritten(remove('pm-2')).code).toBe('payment_method_not_found');
});
