import type { SubscribeCommand } from '../commands.js';
import { limitReached, MAX_SUBSCRIPTIONS_OF_AN_ACCOUNT } from '../limits.js';
import { refuse } from '../problems/problems.js';
import type { Context, Decision, State } from '../state.js';
import { refusedWithoutTrace } from './steps/refusal.js';

export function decideSubscribe(state: State, command: SubscribeCommand, context: Context): Decision {
  const subscriptionId = command.subscriptionId ?? context.newId('subscription');
  if (state.subscriptionTaken(subscriptionId)) {
    return refusedWithoutTrace(
      refuse('subscription_already_exists', 'A subscription with this id exists', {
        subscription_id: subscriptionId,
      }),
    );
  }
  if (state.subscriptions().length >= MAX_SUBSCRIPTIONS_OF_AN_ACCOUNT) {
    return refusedWithoutTrace(limitReached('subscriptions of an account', MAX_SUBSCRIPTIONS_OF_AN_ACCOUNT));
  }
  return {
    outcome: { kind: 'subscription', subscriptionId },
    effects: {
      subscription: {
        subscriptionId,
        status: 'active',
        billingCycle: command.billingCycle,
        anchorAt: command.startsAt ?? context.now,
        includedProducts: command.includedProducts,
        userId: command.userId,
        organizationId: command.organizationId,
        planId: command.planId,
        planTier: command.planTier,
        metadata: command.metadata,
      },
      events: [
        {
          type: 'subscription_created',
          billingId: null,
          payload: { subscription_id: subscriptionId, plan_id: command.planId },
        },
      ],
    },
  };
}
