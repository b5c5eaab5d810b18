import { calendarPeriod, type Period } from '../domain/rating/period.js';
import { DomainError, invalid } from '../domain/problems/problems.js';

const DAY_MS = 86_400_000;
export const DEFAULT_RANGE_MS = 30 * DAY_MS;

export interface AskedRange {
  /** First instant, epoch milliseconds. */
  readonly start: number | undefined;
  /** First instant after the range; a date alone has become the end of that day. */
  readonly end: number | undefined;
}

/**
 * The interval that an answer covers. Without an end it reaches to the next full hour, so that what was just recorded
 * is in it; without a start it is 30 days long (or `lengthMs`). Both defaults are full hours, which the roll-ups
 * answer alone.
 */
export function rangeOf(
  asked: AskedRange,
  now: number,
  fieldNames: FieldNames,
  lengthMs = DEFAULT_RANGE_MS,
): Period {
  const end = asked.end ?? calendarPeriod('hour', now).end;
  const start = asked.start ?? Math.max(0, end - lengthMs);
  if (start < end) return { start, end };
  const message = `${fieldNames.start} must be before ${fieldNames.end}`;
  throw new DomainError(invalid({ field: fieldNames.start, rule: 'range', message }));
}

interface FieldNames {
  readonly start: string;
  readonly end: string;
}
