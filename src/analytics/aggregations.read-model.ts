import { Injectable } from '@nestjs/common';
import { Clock } from '../database/clock.service.js';
import type { Reader } from '../database/pacing/patience.js';
import { Reads } from '../database/reads/reads.service.js';
import { SqlParameters } from '../database/reads/sql-parameters.js';
import { usageSource } from '../database/reads/usage-source.js';
import type { Period } from '../domain/rating/period.js';
import { DomainError, refuse } from '../domain/problems/problems.js';
import { aggregationsOf } from './aggregation.mapper.js';
import { type AggregationQuestion, aggregationsStatement, type PartRow } from './aggregations.statement.js';
import type { AggregationsDto } from './dto/aggregations.dto.js';
import type { AggregationsQuery } from './dto/aggregations-query.dto.js';
import { COLUMN_OF, countPeriods } from './grouping.js';
import { DEFAULT_RANGE_MS, rangeOf } from './range.js';
import { usageFilterOf } from './usage-filter.js';

export const MAX_PERIODS = 400;
export const MAX_GROUPS = 1_000;
/** Most parts (service type, product, model) of all rows of one answer together. */
export const MAX_PARTS = 50_000;

/** 30 days are 720 hours, more than one answer holds. */
const HOURLY_RANGE_MS = 14 * 86_400_000;

/** `GET /api/v1/usage/aggregations`, in one statement and so of one snapshot. */
@Injectable()
export class AggregationsReadModel {
  constructor(
    private readonly reads: Reads,
    private readonly clock: Clock,
  ) {}

  async read(query: AggregationsQuery, reader: Reader): Promise<AggregationsDto> {
    const range = await this.rangeOf(query);
    const question: AggregationQuestion = {
      periodType: query.period_type,
      groups: query.group_by,
      currency: query.currency,
      rowLimit: query.limit,
      groupLimit: MAX_GROUPS,
      partLimit: MAX_PARTS,
    };
    const parts = await this.partsOf(query, range, question, reader);
    return {
      aggregations: aggregationsOf(parts, question),
      total_count: Number(parts[0]?.row_count ?? 0),
      filters: filtersOf(query, range),
    };
  }

  private async rangeOf(query: AggregationsQuery): Promise<Period> {
    const range = rangeOf(
      { start: query.period_start, end: query.period_end },
      await this.clock.now(),
      { start: 'period_start', end: 'period_end' },
      query.period_type === 'hourly' ? HOURLY_RANGE_MS : DEFAULT_RANGE_MS,
    );
    if (countPeriods(query.period_type, range, MAX_PERIODS) > MAX_PERIODS)
      throw tooLarge(MAX_PERIODS, 'periods');
    return range;
  }

  private async partsOf(
    query: AggregationsQuery,
    range: Period,
    question: AggregationQuestion,
    reader: Reader,
  ): Promise<PartRow[]> {
    const parameters = new SqlParameters();
    const usage = usageSource(
      this.reads.schema,
      { range, filter: usageFilterOf(query), withRefunds: true },
      parameters,
    );
    const statement = aggregationsStatement(usage, question, parameters);
    const parts = await this.reads.query<PartRow>(reader, statement, parameters.values);
    if (Number(parts[0]?.group_count ?? 0) > MAX_GROUPS) throw tooLarge(MAX_GROUPS, 'groups');
    if (parts.length > MAX_PARTS)
      throw tooLarge(MAX_PARTS, 'parts (service type, product, model) in all rows');
    return parts.filter((part) => part.row_number !== null);
  }
}

function filtersOf(query: AggregationsQuery, range: Period): Record<string, unknown> {
  const { period_type, currency, limit, group_by, ...given } = query;
  return {
    ...given,
    period_start: new Date(range.start).toISOString(),
    period_end: new Date(range.end).toISOString(),
    period_type,
    group_by: group_by.map((group) => COLUMN_OF[group]),
    currency,
    limit,
  };
}

function tooLarge(most: number, what: string): DomainError {
  const message = `The aggregation has more than ${most} ${what}`;
  return new DomainError(refuse('aggregation_too_large', message, { bound: { what, most } }));
}
