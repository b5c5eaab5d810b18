import { calendarPeriod, type Period } from '../../domain/rating/period.js';

/** A half-open range of time in epoch milliseconds, without bound where null. */
export interface TimeRange {
  readonly start: number | null;
  readonly end: number | null;
}

/** A range cut at full hours: the hours that the roll-ups answer, and the edges (under two hours in all) beside them. */
export interface HourSplit {
  /** Null when the range holds no full hour. */
  readonly hours: TimeRange | null;
  readonly edges: readonly Period[];
}

export function splitAtHours({ start, end }: TimeRange): HourSplit {
  const firstHour = start === null ? null : hourFrom(start);
  const lastHour = end === null ? null : calendarPeriod('hour', end).start;
  if (start !== null && end !== null && (firstHour ?? start) >= (lastHour ?? end)) {
    return { hours: null, edges: start < end ? [{ start, end }] : [] };
  }
  const edges: Period[] = [];
  if (start !== null && firstHour !== null && start < firstHour) edges.push({ start, end: firstHour });
  if (end !== null && lastHour !== null && lastHour < end) edges.push({ start: lastHour, end });
  return { hours: { start: firstHour, end: lastHour }, edges };
}

/** The first full hour that begins at or after the instant. */
function hourFrom(at: number): number {
  const hour = calendarPeriod('hour', at);
  return hour.start === at ? at : hour.end;
}
