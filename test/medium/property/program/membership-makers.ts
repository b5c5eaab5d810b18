import fc from 'fast-check';
import type {
  AddPaymentMethodCommand,
  RemovePaymentMethodCommand,
  SubscribeCommand,
} from '../../../../src/domain/commands.js';
import { decimal } from '../../../../src/domain/decimal.js';
import { latest } from './known.js';
import type { Maker } from './program.js';
import { DAY_MS, HOUR_MS, limit, seldom, which } from './values.js';

export function subscribeOf(payer: fc.Arbitrary<number>): fc.Arbitrary<Maker<SubscribeCommand>> {
  return fc
    .record({
      payer,
      // The accounts of one cell contend for a few names of that cell.
      name: seldom(fc.constantFrom('gold', 'silver'), 2),
      cycle: fc.constantFrom('monthly', 'quarterly', 'yearly', 'one_time'),
      startsAt: seldom(fc.constantFrom(-400 * DAY_MS, -31 * DAY_MS, -DAY_MS, HOUR_MS), 2),
      included: fc.uniqueArray(fc.record({ product: fc.nat({ max: 4 }), quantity: limit }), {
        maxLength: 3,
        selector: ({ product }) => product,
      }),
    })
    .map((of) => (known) => {
      const account = known.payer(of.payer);
      const { products } = known.cast;
      return {
        type: 'subscribe',
        account,
        subscriptionId: of.name === null ? null : known.cast.subscriptionName(account, of.name),
        userId: account.id,
        organizationId: null,
        planId: 'plan-a',
        planTier: null,
        billingCycle: of.cycle,
        startsAt: of.startsAt === null ? null : known.cast.nowOf(account) + of.startsAt,
        includedProducts: of.included
          .filter(({ product }) => product < products.length)
          .map(({ product, quantity }) => ({
            productId: products[product] as string,
            includedAmount: decimal(quantity),
          })),
        metadata: null,
      };
    });
}
export const subscribe = subscribeOf(which);

export function addCardOf(payer: fc.Arbitrary<number>): fc.Arbitrary<Maker<AddPaymentMethodCommand>> {
  return fc
    .record({ payer, token: fc.constantFrom('tok_ok', 'tok_decline', 'tok_timeout') })
    .map((of) => (known) => ({
      type: 'add_payment_method',
      account: known.payer(of.payer),
      token: of.token,
    }));
}
export const addPaymentMethod = addCardOf(which);

export const removePaymentMethod: fc.Arbitrary<Maker<RemovePaymentMethodCommand>> = fc
  .record({ n: which, stranger: seldom(which, 4) })
  .map(({ n, stranger }) => (known) => {
    const card = latest(known.cards, n);
    const account = stranger === null ? card?.account : known.payer(stranger);
    return card && account
      ? { type: 'remove_payment_method', account, paymentMethodId: card.paymentMethodId }
      : null;
  });
