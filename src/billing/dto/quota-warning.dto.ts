import { ApiProperty } from '@nestjs/swagger';
import { ENFORCEMENTS, type Enforcement, QUOTA_PERIODS, type QuotaPeriod } from '../../domain/vocabulary.js';

/** A soft quota that this usage went over: the usage was billed all the same. */
export class QuotaWarningDto {
  /**
   * Which quota.
   * @example 'quota_0199d0a1b2c3700180f3a5c7d9e1b205'
   */
  quota_id: string;

  /**
   * What happened, for people.
   * @example 'Soft monthly quota for model_inference exceeded'
   */
  message: string;

  /** `soft`: a hard quota refuses. */
  @ApiProperty({ enum: ENFORCEMENTS, enumName: 'Enforcement', example: 'soft' })
  enforcement: Enforcement;

  /**
   * Quantity that the quota allows in one period.
   * @example '100000'
   */
  quota_limit: string;

  /**
   * Quantity used in this period, this usage included.
   * @example '100600'
   */
  quota_used: string;

  /** How often the quota starts afresh. */
  @ApiProperty({ enum: QUOTA_PERIODS, enumName: 'QuotaPeriod' })
  quota_period: QuotaPeriod;

  /**
   * When the next period begins.
   * @example '2025-11-01T00:00:00.000Z'
   */
  next_reset_date: string;
}
