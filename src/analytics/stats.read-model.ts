import { Injectable } from '@nestjs/common';
import { Clock } from '../database/clock.service.js';
import type { Reader } from '../database/pacing/patience.js';
import { Reads } from '../database/reads/reads.service.js';
import { SqlParameters } from '../database/reads/sql-parameters.js';
import { usageSource } from '../database/reads/usage-source.js';
import type { StatsDto } from './dto/stats.dto.js';
import type { StatsQuery } from './dto/stats-query.dto.js';
import { rangeOf } from './range.js';
import { type StatsRow, toStatsDto } from './stats.mapper.js';
import { usageFilterOf } from './usage-filter.js';

/** `GET /api/v1/stats`, in one statement and so of one snapshot. */
@Injectable()
export class StatsReadModel {
  constructor(
    private readonly reads: Reads,
    private readonly clock: Clock,
  ) {}

  async read(query: StatsQuery, reader: Reader): Promise<StatsDto> {
    const now = await this.clock.now();
    const asked = { start: query.start_date, end: query.end_date };
    const range = rangeOf(asked, now, { start: 'start_date', end: 'end_date' });
    const parameters = new SqlParameters();
    const usage = usageSource(
      this.reads.schema,
      { range, filter: usageFilterOf(query), withRefunds: true },
      parameters,
    );
    const rows = await this.reads.query<StatsRow>(reader, statsStatement(usage), parameters.values);
    return toStatsDto(rows, { range, currency: query.currency, now });
  }
}

/**
 * A few hundred groups at most, of closed word lists. The join keeps one row when there is no usage at all. A row of
 * the roll-ups whose records have all moved on to another status counts none, and makes nobody active.
 */
function statsStatement(usage: string): string {
  return `
    WITH grouped AS MATERIALIZED (
      SELECT user_id, organization_id, service_type, billing_method, billing_status, currency,
             sum(record_count) AS record_count, sum(charged) - sum(refunded) AS revenue,
             sum(cost_failed) AS cost_failed, sum(cost_pending) AS cost_pending
        FROM ${usage}
       GROUP BY user_id, organization_id, service_type, billing_method, billing_status, currency
    )
    SELECT active.users, active.organizations, sums.*
      FROM (SELECT count(DISTINCT user_id) AS users, count(DISTINCT nullif(organization_id, '')) AS organizations
              FROM grouped WHERE record_count > 0) active
      LEFT JOIN (SELECT service_type, billing_method, billing_status, currency,
                        sum(record_count) AS record_count, sum(revenue) AS revenue,
                        sum(cost_failed) AS cost_failed, sum(cost_pending) AS cost_pending
                   FROM grouped
                  GROUP BY service_type, billing_method, billing_status, currency) sums ON true`;
}
