import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { PERIOD_TYPES, type PeriodType } from '../grouping.js';
import { ServiceUsageDto } from './service-usage.dto.js';

const GROUP_FIELD = { type: String, nullable: true } as const;

/**
 * Usage in one period and, if asked for, of one group. Counts and quantities are of every record, whatever its status
 * and currency; amounts are of `currency` alone. A refund counts in the period in which it was made.
 */
@ApiExtraModels(ServiceUsageDto)
export class AggregationDto {
  /**
   * Made of the period and the group: the same question gets the same id.
   * @example 'agg_daily_20251011000000'
   */
  aggregation_id: string;

  /**
   * First instant of the period. The first and last period of an answer count only what is inside the range.
   * @example '2025-10-11T00:00:00.000Z'
   */
  period_start: string;

  /**
   * First instant after the period.
   * @example '2025-10-12T00:00:00.000Z'
   */
  period_end: string;

  /** Length of the period. */
  @ApiProperty({ enum: PERIOD_TYPES, enumName: 'PeriodType' })
  period_type: PeriodType;

  /** Of `group_by=user`. */
  @ApiPropertyOptional({ type: String, example: 'user123' })
  user_id?: string | null;

  /** Of `group_by=organization`; null for usage without one. */
  @ApiPropertyOptional(GROUP_FIELD)
  organization_id?: string | null;

  /** Of `group_by=agent`; null for usage without one. */
  @ApiPropertyOptional(GROUP_FIELD)
  agent_id?: string | null;

  /** Of `group_by=product`. */
  @ApiPropertyOptional({ type: String })
  product_id?: string | null;

  /** Of `group_by=service_type`. */
  @ApiPropertyOptional({ type: String })
  service_type?: string | null;

  /** Of `group_by=model`; null for usage that named none. */
  @ApiPropertyOptional(GROUP_FIELD)
  model?: string | null;

  /**
   * Records, whatever their status and currency.
   * @example 3
   */
  total_usage_count: number;

  /**
   * Sum of the quantities, each in its product's unit.
   * @example '3000'
   */
  total_usage_amount: string;

  /**
   * The same as `total_usage_amount`.
   * @example '3000'
   */
  total_usage: string;

  /**
   * Charged less refunded, in `currency`.
   * @example '6.00'
   */
  total_cost: string;

  /**
   * What was refunded, in `currency`; `total_cost` is without it.
   * @example '0'
   */
  refunded: string;

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
   * The currency of the amounts. Usage in another currency is counted, its cost is not.
   * @example 'CREDIT'
   */
  currency: string;

  /** The row by service type, and each by product and model. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: getSchemaPath(ServiceUsageDto) } })
  service_breakdown: Record<string, ServiceUsageDto>;

  /** True when every record of the row was billed: none is pending, processing or failed. */
  is_billed: boolean;
}
