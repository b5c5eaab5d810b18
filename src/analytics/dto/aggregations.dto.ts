import { ApiProperty } from '@nestjs/swagger';
import { AggregationDto } from './aggregation.dto.js';

/** Usage by period, latest first; periods and groups without usage are left out. */
export class AggregationsDto {
  /** One row a period and group with usage, latest period first. */
  aggregations: AggregationDto[];

  /**
   * How many rows there are; more than were sent where `limit` cut them off.
   * @example 1
   */
  total_count: number;

  /** What was asked, with the defaults filled in and the interval that was used. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: {
      user_id: 'user123',
      period_start: '2025-09-11T04:00:00.000Z',
      period_end: '2025-10-11T04:00:00.000Z',
      period_type: 'daily',
      group_by: [],
      currency: 'CREDIT',
      limit: 100,
    },
  })
  filters: Record<string, unknown>;
}
