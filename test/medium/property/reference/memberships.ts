import type {
  AddPaymentMethodCommand,
  RemovePaymentMethodCommand,
  SubscribeCommand,
} from '../../../../src/domain/commands.js';
import type { Outcome } from '../../../../src/domain/outcomes.js';
import { iso } from './calendar.js';
import { exactOf } from './exact.js';
import { refused, type Turn } from './turn.js';

/** A subscription's id belongs to whoever takes it first. */
export function subscribe(turn: Turn<SubscribeCommand>): Outcome {
  const { command, books } = turn;
  const subscriptionId = command.subscriptionId ?? turn.newName('subscriptionId');
  if (books.subscriptions.has(subscriptionId)) {
    return refused('subscription_already_exists', { subscription_id: subscriptionId });
  }
  books.subscriptions.set(subscriptionId, {
    subscriptionId,
    account: turn.account,
    cycle: command.billingCycle,
    anchor: command.startsAt ?? turn.now,
    included: command.includedProducts.map(({ productId, includedAmount }) => ({
      productId,
      quantity: exactOf(includedAmount),
    })),
    userId: command.userId,
    organizationId: command.organizationId,
    planId: command.planId,
  });
  turn.tell('subscription_created', { subscription_id: subscriptionId, plan_id: command.planId });
  return { kind: 'subscription', subscriptionId };
}

export function addPaymentMethod(turn: Turn<AddPaymentMethodCommand>): Outcome {
  const paymentMethodId = turn.newName('paymentMethodId');
  const { token } = turn.command;
  turn.books.cards.set(paymentMethodId, { paymentMethodId, account: turn.account, token, removed: false });
  turn.tell('payment_method_added', { payment_method_id: paymentMethodId });
  return { kind: 'payment_method', paymentMethodId, token, createdAt: iso(turn.now) };
}

export function removePaymentMethod(turn: Turn<RemovePaymentMethodCommand>): Outcome {
  const { paymentMethodId } = turn.command;
  const card = turn.books.cards.get(paymentMethodId);
  if (!card || card.account !== turn.account || card.removed) return refused('payment_method_not_found');
  turn.books.cards.set(paymentMethodId, { ...card, removed: true });
  turn.tell('payment_method_removed', { payment_method_id: paymentMethodId });
  return { kind: 'payment_method', paymentMethodId, token: card.token, createdAt: '' };
}
