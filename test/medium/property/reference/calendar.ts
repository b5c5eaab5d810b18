/** Periods in UTC as one would find them on a wall calendar: by walking, not by formula. */

export interface Span {
  readonly start: number;
  /** Not part of it. */
  readonly end: number;
}

export type Cycle = 'hour' | 'day' | 'week' | 'month' | 'year';

const DAY_MS = 24 * 60 * 60 * 1000;
const MONDAY = 1;

export function spanOf(cycle: Cycle, at: number): Span {
  const date = new Date(at);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (cycle) {
    case 'hour': {
      const start = Date.UTC(year, month, day, date.getUTCHours());
      return { start, end: start + 60 * 60 * 1000 };
    }
    case 'day':
      return { start: Date.UTC(year, month, day), end: Date.UTC(year, month, day + 1) };
    case 'week': {
      let start = Date.UTC(year, month, day);
      while (new Date(start).getUTCDay() !== MONDAY) start -= DAY_MS;
      return { start, end: start + 7 * DAY_MS };
    }
    case 'month':
      return { start: Date.UTC(year, month, 1), end: Date.UTC(year, month + 1, 1) };
    case 'year':
      return { start: Date.UTC(year, 0, 1), end: Date.UTC(year + 1, 0, 1) };
  }
}

const CYCLE_OF_WORD = { daily: 'day', weekly: 'week', monthly: 'month', yearly: 'year' } as const;

export function spanOfWord(word: keyof typeof CYCLE_OF_WORD, at: number): Span {
  return spanOf(CYCLE_OF_WORD[word], at);
}

const MONTHS = { monthly: 1, quarterly: 3, yearly: 12 } as const;
const FOREVER = Date.UTC(9999, 11, 31);

/** The anniversaries of a subscription's first instant, one after the other, until one holds the instant. */
export function anniversarySpan(
  anchor: number,
  cycle: keyof typeof MONTHS | 'one_time',
  at: number,
): Span | null {
  if (at < anchor) return null;
  if (cycle === 'one_time') return { start: anchor, end: FOREVER };
  let months = 0;
  while (monthsAfter(anchor, months + MONTHS[cycle]) <= at) months += MONTHS[cycle];
  return { start: monthsAfter(anchor, months), end: monthsAfter(anchor, months + MONTHS[cycle]) };
}

/** The same day and time so many months later; the last day of that month where it has no such day. */
function monthsAfter(anchor: number, months: number): number {
  const later = new Date(anchor);
  const day = later.getUTCDate();
  later.setUTCDate(1);
  later.setUTCMonth(later.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(later.getUTCFullYear(), later.getUTCMonth() + 1, 0)).getUTCDate();
  later.setUTCDate(Math.min(day, lastDay));
  return later.getTime();
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}
