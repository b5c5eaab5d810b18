import type { AddPaymentMethodCommand, RemovePaymentMethodCommand } from '../commands.js';
import { limitReached, MAX_PAYMENT_METHODS_OF_AN_ACCOUNT } from '../limits.js';
import { refuse } from '../problems/problems.js';
import type { Context, Decision, State } from '../state.js';
import type { EventType } from '../vocabulary.js';
import { refusedWithoutTrace } from './steps/refusal.js';

export function decideAddPaymentMethod(
  state: State,
  command: AddPaymentMethodCommand,
  context: Context,
): Decision {
  const charged = state.paymentMethods().filter(({ token }) => context.remote.takesCard(token));
  if (charged.length >= MAX_PAYMENT_METHODS_OF_AN_ACCOUNT) {
    return refusedWithoutTrace(
      limitReached('payment methods of an account', MAX_PAYMENT_METHODS_OF_AN_ACCOUNT),
    );
  }
  const added = { paymentMethodId: context.newId('paymentMethod'), token: command.token };
  return {
    outcome: { kind: 'payment_method', ...added, createdAt: new Date(context.now).toISOString() },
    effects: {
      paymentMethod: { added },
      events: [eventOf('payment_method_added', added.paymentMethodId)],
    },
  };
}

export function decideRemovePaymentMethod(state: State, command: RemovePaymentMethodCommand): Decision {
  const { paymentMethodId } = command;
  const method = state.paymentMethods().find((candidate) => candidate.paymentMethodId === paymentMethodId);
  if (!method) {
    return refusedWithoutTrace(refuse('payment_method_not_found', 'Payment method not found'));
  }
  return {
    outcome: { kind: 'payment_method', paymentMethodId, token: method.token, createdAt: '' },
    effects: {
      paymentMethod: { removedId: paymentMethodId },
      events: [eventOf('payment_method_removed', paymentMethodId)],
    },
  };
}

function eventOf(type: EventType, paymentMethodId: string) {
  return { type, billingId: null, payload: { payment_method_id: paymentMethodId } };
}
