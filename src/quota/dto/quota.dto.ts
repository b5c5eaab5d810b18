import { ApiProperty } from '@nestjs/swagger';
import {
  ENFORCEMENTS,
  QUOTA_PERIODS,
  QUOTA_SCOPES,
  SERVICE_TYPES,
  type Enforcement,
  type QuotaPeriod,
  type QuotaScope,
  type ServiceType,
} from '../../domain/vocabulary.js';

/** A quota and how it stands now. */
export class QuotaDto {
  /**
   * Name of the quota in every call.
   * @example 'quota_0199d0a1b2c3700180f3a5c7d9e1b203'
   */
  quota_id: string;

  /** Which of the three ids below is set. */
  @ApiProperty({ enum: QUOTA_SCOPES, enumName: 'QuotaScope' })
  scope: QuotaScope;

  /**
   * The user whose usage it limits.
   * @example 'user123'
   */
  user_id: string | null;

  /**
   * The organisation whose usage it limits.
   * @example null
   */
  organization_id: string | null;

  /**
   * The subscription whose usage it limits.
   * @example null
   */
  subscription_id: string | null;

  /** Only usage of this service type counts. */
  @ApiProperty({ enum: SERVICE_TYPES, enumName: 'ServiceType' })
  service_type: ServiceType;

  /**
   * Null: every product of the service type.
   * @example 'gpt-4'
   */
  product_id: string | null;

  /**
   * Most quantity in a period, in the product's unit.
   * @example '100000'
   */
  quota_limit: string;

  /**
   * Used in the period that runs now; counted from the quota's creation on.
   * @example '1000'
   */
  quota_used: string;

  /**
   * What is left of the limit, never below 0.
   * @example '99000'
   */
  quota_remaining: string;

  /** How often the counter starts again. */
  @ApiProperty({ enum: QUOTA_PERIODS, enumName: 'QuotaPeriod' })
  quota_period: QuotaPeriod;

  /**
   * First instant of the period that runs now, in UTC.
   * @example '2025-10-11T00:00:00.000Z'
   */
  period_start: string;

  /**
   * When the period ends and the counter starts again.
   * @example '2025-10-12T00:00:00.000Z'
   */
  next_reset_date: string;

  /** `hard` refuses usage over the limit with 429; `soft` lets it through with a warning. */
  @ApiProperty({ enum: ENFORCEMENTS, enumName: 'Enforcement' })
  enforcement: Enforcement;

  /**
   * When it was created, and began to count.
   * @example '2025-10-11T03:09:58.101Z'
   */
  created_at: string;

  /**
   * When its limit, enforcement or counter last changed.
   * @example '2025-10-11T03:09:58.101Z'
   */
  updated_at: string;
}
