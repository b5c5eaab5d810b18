import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentRequest, type RequestContext } from '../http/current-request.decorator.js';
import { Refuses } from '../http/docs/refuses.decorator.js';
import { AggregationsReadModel } from './aggregations.read-model.js';
import { AggregationsDto } from './dto/aggregations.dto.js';
import { AggregationsQuery } from './dto/aggregations-query.dto.js';
import { StatsDto } from './dto/stats.dto.js';
import { StatsQuery } from './dto/stats-query.dto.js';
import { StatsReadModel } from './stats.read-model.js';

@Controller('api/v1')
export class AnalyticsController {
  constructor(
    private readonly statistics: StatsReadModel,
    private readonly usage: AggregationsReadModel,
  ) {}

  /**
   * Counts and revenue of an interval, exact to the last digit at any instant in it. Without dates the last 30 days,
   * from a full hour to the next full hour.
   */
  @ApiTags('Analytics')
  @ApiOperation({ summary: 'Billing statistics' })
  @Get(['stats', 'billing/stats'])
  stats(@Query() query: StatsQuery, @CurrentRequest() request: RequestContext): Promise<StatsDto> {
    return this.statistics.read(query, request);
  }

  /**
   * Usage by period and, with `group_by`, by group. An answer covers at most 400 periods and 1,000 groups; past that
   * it is refused with 422 and names the bound.
   */
  @ApiTags('Usage')
  @ApiOperation({ summary: 'Usage aggregations' })
  @Refuses('aggregation_too_large')
  @Get(['usage/aggregations', 'billing/usage/aggregations'])
  aggregations(
    @Query() query: AggregationsQuery,
    @CurrentRequest() request: RequestContext,
  ): Promise<AggregationsDto> {
    return this.usage.read(query, request);
  }
}
