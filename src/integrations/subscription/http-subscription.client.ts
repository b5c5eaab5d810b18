import { END_OF_TIME } from '../../domain/rating/period.js';
import { DomainError } from '../../domain/problems/problems.js';
import {
  BILLING_CYCLES,
  type BillingCycle,
  SUBSCRIPTION_STATUSES,
  type SubscriptionStatus,
} from '../../domain/vocabulary.js';
import type { AnswerFields } from '../upstream/answers/answer-fields.js';
import type { CallContext } from '../upstream/calls/call-context.js';
import { UpstreamFailure } from '../upstream/calls/upstream-failure.js';
import { managedUpstream, reached } from '../upstream/upstream-refusals.js';
import type { SubscriptionServiceApi } from './subscription-service.api.js';
import type { CurrentSubscription, SubscriptionClient } from './subscription.client.js';

/**
 * The subscriptions of the platform's subscription service, for reading. They carry credits, not quantities of products,
 * so that none includes any. Reads throw `upstream_unavailable` where it does not answer.
 */
export class HttpSubscriptionClient implements SubscriptionClient {
  constructor(
    private readonly service: SubscriptionServiceApi,
    private readonly url: string | null,
  ) {}

  subscribe(): Promise<never> {
    return Promise.reject(new DomainError(managedUpstream('subscription', this.url)));
  }

  findSubscription(subscriptionId: string, context?: CallContext): Promise<CurrentSubscription | null> {
    return reached('subscription', this.service.find(subscriptionId, context).then(subscriptionOf));
  }

  /** It tells the one that is in force, and no others. */
  async subscriptionsOfUser(
    userId: string,
    status: SubscriptionStatus | null,
    context?: CallContext,
  ): Promise<CurrentSubscription[]> {
    const found = await reached(
      'subscription',
      this.service.findOfUser(userId, context).then(subscriptionOf),
    );
    return found && (status === null || found.status === status) ? [found] : [];
  }
}

function subscriptionOf(fields: AnswerFields | null): CurrentSubscription | null {
  if (fields === null) return null;
  const userId = fields.text('user_id');
  const organizationId = fields.maybeText('organization_id');
  const start = fields.instant('current_period_start');
  const createdAt = new Date(fields.maybeInstant('created_at') ?? start);
  return {
    subscriptionId: fields.text('subscription_id'),
    account:
      organizationId === null ? { type: 'user', id: userId } : { type: 'organization', id: organizationId },
    userId,
    organizationId,
    planId: fields.maybeText('tier_id') ?? fields.text('tier_code'),
    planTier: fields.maybeText('tier_code'),
    status: statusOf(fields.text('status')),
    billingCycle: cycleOf(fields.text('billing_cycle')),
    period: { start, end: fields.maybeInstant('current_period_end') ?? END_OF_TIME },
    hasBegun: start <= Date.now(),
    includedProducts: [],
    metadata: fields.maybeRecord('metadata'),
    createdAt,
    updatedAt: new Date(fields.maybeInstant('updated_at') ?? createdAt),
  };
}

function statusOf(word: string): SubscriptionStatus {
  // Its word for one that ran out; ours knows only why one is over.
  if (word === 'expired') return 'canceled';
  return SUBSCRIPTION_STATUSES.find((status) => status === word) ?? unknown('status', word);
}

function cycleOf(word: string): BillingCycle {
  return BILLING_CYCLES.find((cycle) => cycle === word) ?? unknown('billing cycle', word);
}

function unknown(what: string, word: string): never {
  throw new UpstreamFailure('subscription', `nobody knows the ${what} ${word}`);
}
