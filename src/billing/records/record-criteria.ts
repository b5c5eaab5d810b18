import type { TimeRange } from '../../database/reads/hour-split.js';
import type { UsageFilter } from '../../database/reads/usage-source.js';
import { accountIdOf } from '../../domain/commands.js';
import { DomainError, invalid } from '../../domain/problems/problems.js';
import type { Cursor } from '../../http/paging/cursor.js';
import type { RecordFilterQuery } from './dto/record-filter-query.dto.js';

/** Which records a list is about. */
export interface RecordCriteria {
  readonly range: TimeRange;
  /** By columns that the roll-ups have too: they can be counted without reading a record. */
  readonly filter: UsageFilter;
  readonly sessionId: string | null;
  readonly requestId: string | null;
}

/** Which part of the list. */
export interface RecordSlice {
  readonly limit: number;
  readonly offset: number;
  /** The row before the first one wanted. */
  readonly after: Cursor | null;
}

/** Throws `validation_failed` when the range is empty. */
export function criteriaOf(
  query: RecordFilterQuery,
  more: { userId?: string; sessionId?: string; requestId?: string },
): RecordCriteria {
  const range = { start: query.start_date ?? null, end: query.end_date ?? null };
  if (range.start !== null && range.end !== null && range.start >= range.end) {
    const message = 'start_date must be before end_date';
    throw new DomainError(invalid({ field: 'start_date', rule: 'range', message }));
  }
  const { billing_account_id: payerId, billing_account_type: payerType = 'user' } = query;
  return {
    range,
    filter: {
      account_id: payerId === undefined ? null : accountIdOf({ type: payerType, id: payerId }),
      user_id: more.userId,
      organization_id: query.organization_id,
      agent_id: query.agent_id,
      product_id: query.product_id,
      service_type: query.service_type,
      billing_status: query.status,
    },
    sessionId: more.sessionId ?? null,
    requestId: more.requestId ?? null,
  };
}

/** Whether roll-ups alone can tell how many records there are. */
export function isInRollups({ sessionId, requestId }: RecordCriteria): boolean {
  return sessionId === null && requestId === null;
}
