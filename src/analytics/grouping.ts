import { type CalendarUnit, calendarPeriod, type Period } from '../domain/rating/period.js';
import type { Reading } from '../http/validation/field.js';

export const PERIOD_TYPES = ['hourly', 'daily', 'weekly', 'monthly'] as const;
export type PeriodType = (typeof PERIOD_TYPES)[number];

/** The platform's other spellings. */
export const PERIOD_TYPE_ALIASES: Readonly<Record<string, PeriodType>> = {
  hour: 'hourly',
  day: 'daily',
  week: 'weekly',
  month: 'monthly',
};

const UNIT_OF = { hourly: 'hour', daily: 'day', weekly: 'week', monthly: 'month' } as const;

/** As Postgres' date_trunc and the calendar of the domain name it. Both begin weeks on Monday. */
export function unitOf(periodType: PeriodType): CalendarUnit & (typeof UNIT_OF)[PeriodType] {
  return UNIT_OF[periodType];
}

/** How many periods the range touches, counted no further than `limit + 1`. */
export function countPeriods(periodType: PeriodType, range: Period, limit: number): number {
  let count = 0;
  for (
    let at = range.start;
    at < range.end && count <= limit;
    at = calendarPeriod(unitOf(periodType), at).end
  ) {
    count += 1;
  }
  return count;
}

export const GROUPS = ['user', 'organization', 'agent', 'product', 'service_type', 'model'] as const;
export type Group = (typeof GROUPS)[number];

/** The column of the roll-ups, which is also the field of the answer. */
export const COLUMN_OF = {
  user: 'user_id',
  organization: 'organization_id',
  agent: 'agent_id',
  product: 'product_id',
  service_type: 'service_type',
  model: 'model',
} as const satisfies Record<Group, string>;
export type GroupColumn = (typeof COLUMN_OF)[Group];

const GROUP_OF = new Map<string, Group>(
  GROUPS.flatMap((group) => [
    [group, group],
    [COLUMN_OF[group], group],
  ]),
);

/** `user,agent_id` → the groups, each once, in the order of {@link GROUPS}. A repeated parameter adds up. */
export function readGroups(raw: unknown): Reading<Group[]> {
  const words = (Array.isArray(raw) ? raw : [raw]).flatMap((part) => String(part).split(','));
  const named = new Set(words.map((word) => GROUP_OF.get(word.trim())));
  if (named.has(undefined))
    return { rule: `must name one or more of ${GROUPS.join(', ')}, separated by commas` };
  return { value: GROUPS.filter((group) => named.has(group)) };
}
