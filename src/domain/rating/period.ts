import type { BillingCycle, FreeTierPeriod, QuotaPeriod } from '../vocabulary.js';

/** Half-open `[start, end)` in UTC, epoch milliseconds. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

export type CalendarUnit = 'hour' | 'day' | 'week' | 'month' | 'year';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 1970-01-01 was a Thursday; ISO weeks start on Monday, three days earlier. */
const EPOCH_DAYS_SINCE_MONDAY = 3;

/** The calendar period of this unit that contains the instant. Weeks start on Monday (ISO 8601). */
export function calendarPeriod(unit: CalendarUnit, at: number): Period {
  switch (unit) {
    case 'hour': {
      const start = Math.floor(at / HOUR_MS) * HOUR_MS;
      return { start, end: start + HOUR_MS };
    }
    case 'day': {
      const start = Math.floor(at / DAY_MS) * DAY_MS;
      return { start, end: start + DAY_MS };
    }
    case 'week': {
      const day = Math.floor(at / DAY_MS);
      const weekday = (((day + EPOCH_DAYS_SINCE_MONDAY) % 7) + 7) % 7;
      const start = (day - weekday) * DAY_MS;
      return { start, end: start + 7 * DAY_MS };
    }
    case 'month': {
      const date = new Date(at);
      const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
      return { start: Date.UTC(year, month, 1), end: Date.UTC(year, month + 1, 1) };
    }
    case 'year': {
      const year = new Date(at).getUTCFullYear();
      return { start: Date.UTC(year, 0, 1), end: Date.UTC(year + 1, 0, 1) };
    }
  }
}

const UNIT_OF = { daily: 'day', weekly: 'week', monthly: 'month', yearly: 'year' } as const;

/** The window of a quota that contains the instant. */
export function quotaWindow(period: QuotaPeriod, at: number): Period {
  return calendarPeriod(UNIT_OF[period], at);
}

/** The period of a free tier that contains the instant. */
export function freeTierPeriod(period: FreeTierPeriod, at: number): Period {
  return calendarPeriod(UNIT_OF[period], at);
}

const MONTHS_OF = { monthly: 1, quarterly: 3, yearly: 12 } as const;

/** The last instant that any period may reach; for a subscription that never renews. */
export const END_OF_TIME = Date.UTC(9999, 11, 31);

/**
 * The period of a subscription that contains the instant: anniversaries of its anchor (its first instant), where the
 * 31st falls on the last day of a shorter month. Null before the anchor.
 */
export function subscriptionPeriodAt(anchor: number, cycle: BillingCycle, at: number): Period | null {
  if (at < anchor) return null;
  if (cycle === 'one_time') return { start: anchor, end: END_OF_TIME };
  const step = MONTHS_OF[cycle];
  const from = new Date(anchor);
  const to = new Date(at);
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  let n = Math.floor(months / step);
  if (addMonths(anchor, n * step) > at) n -= 1;
  return { start: addMonths(anchor, n * step), end: addMonths(anchor, (n + 1) * step) };
}

function addMonths(anchor: number, months: number): number {
  const from = new Date(anchor);
  const month = from.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const timeOfDay = ((anchor % DAY_MS) + DAY_MS) % DAY_MS;
  return Date.UTC(from.getUTCFullYear(), month, Math.min(from.getUTCDate(), lastDay)) + timeOfDay;
}
