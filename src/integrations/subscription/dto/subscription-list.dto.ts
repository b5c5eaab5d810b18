import { SubscriptionDto } from './subscription.dto.js';

/** The subscriptions of a user, oldest first. */
export class SubscriptionListDto {
  subscriptions: SubscriptionDto[];

  /** @example 1 */
  count: number;
}
