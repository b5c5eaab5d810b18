import type { Account, IncludedProduct, SubscribeCommand } from '../../domain/commands.js';
import type { Period } from '../../domain/rating/period.js';
import type { BillingCycle, SubscriptionStatus } from '../../domain/vocabulary.js';
import type { CallContext } from '../upstream/calls/call-context.js';

/** A subscription as it stands now. */
export interface CurrentSubscription {
  readonly subscriptionId: string;
  /** Whose usage it covers. */
  readonly account: Account;
  readonly userId: string;
  readonly organizationId: string | null;
  readonly planId: string;
  readonly planTier: string | null;
  readonly status: SubscriptionStatus;
  readonly billingCycle: BillingCycle;
  /** The period that contains this moment; the first one while the subscription has not begun. */
  readonly period: Period;
  readonly hasBegun: boolean;
  readonly includedProducts: readonly IncludedProduct[];
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A subscription to be made; it gets an id, the same for every retry, when the client names none. */
export type NewSubscription = Omit<SubscribeCommand, 'type'>;

/**
 * The subscription service as the other rooms see it. Charges do not ask it: the engine loads the payer's
 * subscriptions under the payer's lock.
 */
export interface SubscriptionClient {
  /** Throws `subscription_already_exists`. */
  subscribe(
    subscription: NewSubscription,
    key: string,
  ): Promise<{ subscriptionId: string; replayed: boolean }>;

  /** `context` goes along where another service is asked. */
  findSubscription(subscriptionId: string, context?: CallContext): Promise<CurrentSubscription | null>;

  /** Those of one user, oldest first; `status` null = any. */
  subscriptionsOfUser(
    userId: string,
    status: SubscriptionStatus | null,
    context?: CallContext,
  ): Promise<CurrentSubscription[]>;
}

/** Nest injection token of the SubscriptionClient. */
export const SUBSCRIPTION_CLIENT = Symbol('SubscriptionClient');
