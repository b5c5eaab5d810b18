import { SUBSCRIPTION_STATUSES, type SubscriptionStatus } from '../../../domain/vocabulary.js';
import { IsOneOf } from '../../../http/validation/is-one-of.js';

export class SubscriptionListQueryDto {
  /** Only those with this status. */
  @IsOneOf(SUBSCRIPTION_STATUSES, { optional: true, enumName: 'SubscriptionStatus' })
  status?: SubscriptionStatus;
}
