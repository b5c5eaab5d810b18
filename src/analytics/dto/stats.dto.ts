import { ApiProperty } from '@nestjs/swagger';

const AMOUNTS = { type: 'object', additionalProperties: { type: 'string' } } as const;

/**
 * Billing in an interval. Records count by usage time, whatever their currency; amounts are of `currency` alone.
 * Revenue is what was charged less what was refunded, and a refund counts when it was made.
 */
export class StatsDto {
  /**
   * Every record, refunded ones included.
   * @example 3
   */
  total_billing_records: number;

  /**
   * Records that are pending or processing.
   * @example 0
   */
  pending_billing_records: number;

  /**
   * Records that were charged and not refunded.
   * @example 3
   */
  completed_billing_records: number;

  /**
   * Records that could not be charged.
   * @example 0
   */
  failed_billing_records: number;

  /**
   * Charged less refunded, in `currency`.
   * @example '6.00'
   */
  total_revenue: string;

  /** Revenue in `currency` by service type; without those that come to zero. */
  @ApiProperty({ ...AMOUNTS, example: { model_inference: '6.00' } })
  revenue_by_service: Record<string, string>;

  /** Revenue in `currency` by billing method; without those that come to zero. */
  @ApiProperty({ ...AMOUNTS, example: { wallet_deduction: '6.00' } })
  revenue_by_method: Record<string, string>;

  /**
   * Users with at least one record.
   * @example 1
   */
  active_users: number;

  /**
   * Organisations with at least one record.
   * @example 1
   */
  active_organizations: number;

  /**
   * First instant of the interval.
   * @example '2025-10-01T00:00:00.000Z'
   */
  stats_period_start: string;

  /**
   * First instant after the interval.
   * @example '2025-11-01T00:00:00.000Z'
   */
  stats_period_end: string;

  /** Revenue in every currency; without those that come to zero. */
  @ApiProperty({ ...AMOUNTS, example: { CREDIT: '6.00' } })
  revenue_by_currency: Record<string, string>;

  /**
   * What failed usage would have cost, in `currency`.
   * @example '0'
   */
  cost_failed: string;

  /**
   * What pending and processing usage will cost, in `currency`.
   * @example '0'
   */
  cost_pending: string;

  /**
   * The currency of `total_revenue`, of both maps by service and method, and of the costs.
   * @example 'CREDIT'
   */
  currency: string;

  /**
   * Everything committed before this instant is counted.
   * @example '2025-10-11T03:09:58.032Z'
   */
  as_of: string;
}
