import type { SubscriptionState } from '../../../../../upstreams/subscription/subscription-fake.js';
import type { Moved } from './books-there.js';

/** What is set aside is gone for its owner, reconciled or not. Nothing gives credits back. */
export function creditsThere({ subscriptions, reservations }: SubscriptionState): Moved {
  const owners = new Map(
    subscriptions.map(({ subscription_id, organization_id, user_id }) => [
      subscription_id,
      organization_id === null ? `user:${user_id}` : `organization:${organization_id}`,
    ]),
  );
  const taken = reservations
    .filter(({ status }) => status !== 'released')
    .map((reservation) => ({
      by: 'credits' as const,
      attemptId: String(reservation.request_id),
      billingId: null,
      account: String(owners.get(reservation.subscription_id)),
      amount:
        reservation.status === 'reconciled' ? reservation.credits_consumed : reservation.credits_reserved,
      transactionId: reservation.reservation_id,
    }));
  return { taken, given: [] };
}
