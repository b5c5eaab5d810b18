import { ApiProperty } from '@nestjs/swagger';
import {
  ENFORCEMENTS,
  QUOTA_PERIODS,
  QUOTA_SCOPES,
  type Enforcement,
  type QuotaPeriod,
  type QuotaScope,
} from '../../domain/vocabulary.js';

/**
 * Whether the usage is within every quota that applies to it. The quota reported is, of those that refuse, the one
 * that resets last; when none refuses, the one with least left. Everything about it is null when none applies.
 */
export class QuotaVerdictDto {
  /** False when a hard quota has less left than was asked for. */
  allowed: boolean;

  /**
   * The verdict in words, with what was asked for and what is left when it is over a limit.
   * @example 'Within quota'
   */
  message: string;

  /**
   * Most quantity in a period.
   * @example '100000'
   */
  quota_limit: string | null;

  /**
   * Used in the period that runs now.
   * @example '1000'
   */
  quota_used: string | null;

  /**
   * What is left of the limit, never below 0.
   * @example '99000'
   */
  quota_remaining: string | null;

  /** How often the counter starts again. */
  @ApiProperty({ enum: QUOTA_PERIODS, enumName: 'QuotaPeriod', nullable: true })
  quota_period: QuotaPeriod | null;

  /**
   * When the quota starts again, in UTC.
   * @example '2025-10-12T00:00:00.000Z'
   */
  next_reset_date: string | null;

  /**
   * What can be done about it, in words; empty while the usage is within every quota.
   * @example []
   */
  suggested_actions: string[];

  /**
   * The quota that is reported.
   * @example 'quota_0199d0a1b2c3700180f3a5c7d9e1b203'
   */
  quota_id: string | null;

  /** Whose usage it limits. */
  @ApiProperty({ enum: QUOTA_SCOPES, enumName: 'QuotaScope', nullable: true })
  scope: QuotaScope | null;

  /** A `hard` quota refuses usage over its limit, a `soft` one warns. */
  @ApiProperty({ enum: ENFORCEMENTS, enumName: 'Enforcement', nullable: true })
  enforcement: Enforcement | null;
}
