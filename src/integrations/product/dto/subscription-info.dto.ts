import { ApiProperty } from '@nestjs/swagger';
import { SUBSCRIPTION_STATUSES, type SubscriptionStatus } from '../../../domain/vocabulary.js';

/** The subscription that includes the product. */
export class SubscriptionInfoDto {
  /** @example 'sub123' */
  subscription_id: string;

  /** @example 'pro-plan' */
  plan_id: string;

  /** @example 'pro' */
  plan_tier: string | null;

  @ApiProperty({ enum: SUBSCRIPTION_STATUSES, enumName: 'SubscriptionStatus' })
  status: SubscriptionStatus;

  /**
   * Quantity of this product at no cost in each period of the subscription. How much of it is left is what
   * `billing/calculate` answers.
   * @example '100000'
   */
  included_amount: string;

  /** @example '2025-10-01T00:00:00.000Z' */
  current_period_start: string;

  /** @example '2025-11-01T00:00:00.000Z' */
  current_period_end: string;
}
