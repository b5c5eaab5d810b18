import { Injectable } from '@nestjs/common';
import type { TimeRange } from '../../database/reads/hour-split.js';
import type { Reader } from '../../database/pacing/patience.js';
import { Reads } from '../../database/reads/reads.service.js';
import { SqlParameters } from '../../database/reads/sql-parameters.js';
import { usageSource } from '../../database/reads/usage-source.js';
import { calendarPeriod } from '../../domain/rating/period.js';
import { isInRollups, type RecordCriteria, type RecordSlice } from './record-criteria.js';

/** What the roll-ups know about a list before a record is read. */
export interface RecordReach {
  readonly total: number;
  /** All records of the slice lie in it; null when there are none. */
  readonly range: TimeRange | null;
}

interface ReachRow {
  readonly total: string;
  readonly first_hour: Date | null;
  readonly last_hour: Date | null;
  readonly reached_hour: Date | null;
}

/**
 * Counts a list's records and finds the hours that a slice of it lies in, from the roll-ups and edge hours alone. A
 * list with few matches among many records would otherwise be searched to its end for each page.
 */
@Injectable()
export class RecordReachReadModel {
  constructor(private readonly reads: Reads) {}

  async read(criteria: RecordCriteria, slice: RecordSlice, reader: Reader): Promise<RecordReach> {
    const parameters = new SqlParameters();
    const { range, filter } = criteria;
    const usage = usageSource(this.reads.schema, { range, filter, withRefunds: false }, parameters);
    const [row] = await this.reads.query<ReachRow>(
      reader,
      reachStatement(usage, slice, parameters),
      parameters.values,
    );
    if (!row?.first_hour || !row.last_hour) return { total: 0, range: null };
    // Roll-ups cannot tell in which hours a session is, only where everything else matches.
    const from = (isInRollups(criteria) && row.reached_hour) || row.first_hour;
    return {
      total: Number(row.total),
      range: intersection(range, {
        start: from.getTime(),
        end: calendarPeriod('hour', row.last_hour.getTime()).end,
      }),
    };
  }
}

/**
 * `reached_hour`: going back in time from the cursor's hour, the hour in which enough records have been passed for
 * the slice and the one row that tells whether there are more. The cursor's own hour counts for nothing, since some
 * of its records may be before the cursor.
 */
function reachStatement(
  usage: string,
  { limit, offset, after }: RecordSlice,
  parameters: SqlParameters,
): string {
  const before = after ? `WHERE used_hour < ${parameters.add(new Date(hourOf(after.usageTimestampMs)))}` : '';
  return `
    WITH hours AS (
      SELECT date_trunc('hour', used_at, 'UTC') AS used_hour, sum(record_count) AS records
        FROM ${usage}
       GROUP BY 1 HAVING sum(record_count) > 0
    ), passed AS (
      SELECT used_hour, sum(records) OVER (ORDER BY used_hour DESC) AS records FROM hours ${before}
    )
    SELECT coalesce(sum(records), 0) AS total, min(used_hour) AS first_hour, max(used_hour) AS last_hour,
           (SELECT max(used_hour) FROM passed WHERE records > ${parameters.add(offset + limit)}::bigint) AS reached_hour
      FROM hours`;
}

function hourOf(at: number): number {
  return calendarPeriod('hour', at).start;
}

function intersection(asked: TimeRange, found: { start: number; end: number }): TimeRange {
  return {
    start: Math.max(asked.start ?? found.start, found.start),
    end: Math.min(asked.end ?? found.end, found.end),
  };
}
