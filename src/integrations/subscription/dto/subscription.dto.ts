import { ApiProperty } from '@nestjs/swagger';
import {
  ACCOUNT_TYPES,
  type AccountType,
  BILLING_CYCLES,
  type BillingCycle,
  SUBSCRIPTION_STATUSES,
  type SubscriptionStatus,
} from '../../../domain/vocabulary.js';
import { IncludedProductDto } from './included-product.dto.js';

/** A subscription: quantities of products at no cost in each of its periods. */
export class SubscriptionDto {
  /** @example 'sub123' */
  subscription_id: string;

  /** @example 'user123' */
  user_id: string;

  /** @example null */
  organization_id: string | null;

  /** Whose usage it covers: the payer account that it belongs to. */
  @ApiProperty({ enum: ACCOUNT_TYPES, enumName: 'AccountType' })
  billing_account_type: AccountType;

  /** @example 'user123' */
  billing_account_id: string;

  /** @example 'pro-plan' */
  plan_id: string;

  /** @example 'pro' */
  plan_tier: string | null;

  /** Only `active` and `trialing` ones cover usage. */
  @ApiProperty({ enum: SUBSCRIPTION_STATUSES, enumName: 'SubscriptionStatus' })
  status: SubscriptionStatus;

  @ApiProperty({ enum: BILLING_CYCLES, enumName: 'BillingCycle' })
  billing_cycle: BillingCycle;

  /**
   * First instant of the period that contains this moment, or of the first period while it has not begun.
   * @example '2025-10-01T00:00:00.000Z'
   */
  current_period_start: string;

  /**
   * First instant after that period; null for a `one_time` subscription, whose only period does not end.
   * @example '2025-11-01T00:00:00.000Z'
   */
  current_period_end: string | null;

  included_products: IncludedProductDto[];

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  metadata: Record<string, unknown> | null;

  /** @example '2025-10-01T00:00:00.000Z' */
  created_at: string;

  /** @example '2025-10-01T00:00:00.000Z' */
  updated_at: string;
}
