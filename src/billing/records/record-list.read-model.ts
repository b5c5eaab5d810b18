import { Injectable } from '@nestjs/common';
import type { TimeRange } from '../../database/reads/hour-split.js';
import type { Reader } from '../../database/pacing/patience.js';
import { Reads } from '../../database/reads/reads.service.js';
import { SqlParameters } from '../../database/reads/sql-parameters.js';
import { filterConditions, timeConditions, where } from '../../database/reads/usage-source.js';
import { encodeCursor } from '../../http/paging/cursor.js';
import type { RecordListDto } from './dto/record-list.dto.js';
import { isInRollups, type RecordCriteria, type RecordSlice } from './record-criteria.js';
import { RecordReachReadModel } from './record-reach.read-model.js';
import { RECORD_COLUMNS, type RecordRow, toRecordDto } from './record.mapper.js';

/** How far records are counted one by one. */
export const COUNT_LIMIT = 10_000;

/** Lists of billing records, newest first by (usage_timestamp, billing_id). */
@Injectable()
export class RecordListReadModel {
  constructor(
    private readonly reads: Reads,
    private readonly reach: RecordReachReadModel,
  ) {}

  async list(criteria: RecordCriteria, slice: RecordSlice, reader: Reader): Promise<RecordListDto> {
    const reach = await this.reach.read(criteria, slice, reader);
    const [rows, count] = await Promise.all([
      reach.range ? this.slice(criteria, reach.range, slice, reader) : [],
      isInRollups(criteria)
        ? { total_count: reach.total }
        : this.countOneByOne(criteria, reach.range, reader),
    ]);
    const page = rows.slice(0, slice.limit);
    return {
      records: page.map(toRecordDto),
      ...count,
      limit: slice.limit,
      offset: slice.offset,
      next_cursor: rows.length > slice.limit ? cursorAfter(page) : null,
    };
  }

  /** One row more than asked for, which tells that there is a next page. */
  private slice(
    criteria: RecordCriteria,
    range: TimeRange,
    slice: RecordSlice,
    reader: Reader,
  ): Promise<RecordRow[]> {
    const parameters = new SqlParameters();
    const conditions = conditionsOf(criteria, range, parameters);
    if (slice.after) {
      const { usageTimestampMs, billingId } = slice.after;
      const last = `${parameters.add(new Date(usageTimestampMs))}, ${parameters.add(billingId)}`;
      conditions.push(`(usage_timestamp, billing_id) < (${last})`);
    }
    return this.reads.query<RecordRow>(
      reader,
      `SELECT ${RECORD_COLUMNS}
         FROM ${this.reads.schema}.billing_records r ${where(conditions)}
        ORDER BY usage_timestamp DESC, billing_id DESC
        LIMIT ${parameters.add(slice.limit + 1)} OFFSET ${parameters.add(slice.offset)}`,
      parameters.values,
    );
  }

  private async countOneByOne(
    criteria: RecordCriteria,
    range: TimeRange | null,
    reader: Reader,
  ): Promise<Pick<RecordListDto, 'total_count' | 'total_is_lower_bound'>> {
    if (range === null) return { total_count: 0 };
    const parameters = new SqlParameters();
    const conditions = conditionsOf(criteria, range, parameters);
    const [row] = await this.reads.query<{ count: number }>(
      reader,
      `SELECT count(*)::int AS count
         FROM (SELECT FROM ${this.reads.schema}.billing_records r ${where(conditions)}
                LIMIT ${parameters.add(COUNT_LIMIT + 1)}) matching`,
      parameters.values,
    );
    const count = row?.count ?? 0;
    return count > COUNT_LIMIT
      ? { total_count: COUNT_LIMIT, total_is_lower_bound: true }
      : { total_count: count };
  }
}

function conditionsOf(criteria: RecordCriteria, range: TimeRange, parameters: SqlParameters): string[] {
  const { sessionId, requestId } = criteria;
  return [
    ...filterConditions('r', criteria.filter, parameters),
    ...timeConditions('r.usage_timestamp', range, parameters),
    ...(sessionId === null ? [] : [`r.session_id = ${parameters.add(sessionId)}`]),
    ...(requestId === null ? [] : [`r.request_id = ${parameters.add(requestId)}`]),
  ];
}

function cursorAfter(page: readonly RecordRow[]): string | null {
  const last = page.at(-1);
  return last
    ? encodeCursor({ usageTimestampMs: last.usage_timestamp.getTime(), billingId: last.billing_id })
    : null;
}
