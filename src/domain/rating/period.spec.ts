import { describe, expect, it } from '@jest/globals';
import {
  calendarPeriod,
  END_OF_TIME,
  freeTierPeriod,
  quotaWindow,
  subscriptionPeriodAt,
  type CalendarUnit,
  type Period,
} from './period.js';
import type { BillingCycle } from '../vocabulary.js';

const at = (text: string): number => Date.parse(text);
const show = (period: Period | null): string | null =>
  period &&
  [period.start, period.end].map((edge) => new Date(edge).toISOString().replace(':00.000Z', '')).join(' – ');

describe('calendar periods', () => {
  it.each<[CalendarUnit, string, string]>([
    ['hour', '2025-10-06T12:00:00.000Z', '2025-10-06T12:00 – 2025-10-06T13:00'],
    ['hour', '2025-10-06T12:59:59.999Z', '2025-10-06T12:00 – 2025-10-06T13:00'],
    ['day', '2025-10-06T00:00:00.000Z', '2025-10-06T00:00 – 2025-10-07T00:00'],
    ['day', '2025-10-06T23:59:59.999Z', '2025-10-06T00:00 – 2025-10-07T00:00'],
    ['week', '2025-10-06T00:00:00.000Z', '2025-10-06T00:00 – 2025-10-13T00:00'],
    ['week', '2025-10-12T23:59:59.999Z', '2025-10-06T00:00 – 2025-10-13T00:00'],
    ['week', '2025-10-05T23:59:59.999Z', '2025-09-29T00:00 – 2025-10-06T00:00'],
    ['week', '2026-01-01T00:00:00.000Z', '2025-12-29T00:00 – 2026-01-05T00:00'],
    ['week', '1970-01-01T00:00:00.000Z', '1969-12-29T00:00 – 1970-01-05T00:00'],
    ['month', '2024-02-29T23:59:59.999Z', '2024-02-01T00:00 – 2024-03-01T00:00'],
    ['month', '2025-12-31T23:59:59.999Z', '2025-12-01T00:00 – 2026-01-01T00:00'],
    ['year', '2024-12-31T23:59:59.999Z', '2024-01-01T00:00 – 2025-01-01T00:00'],
    ['year', '2025-01-01T00:00:00.000Z', '2025-01-01T00:00 – 2026-01-01T00:00'],
  ])('the %s of %s is %s', (unit, instant, period) =>
    expect(show(calendarPeriod(unit, at(instant)))).toBe(period),
  );

  it('gives quotas and free tiers the calendar period of their name', () => {
    const instant = at('2025-10-08T05:06:07Z');
    expect(quotaWindow('daily', instant)).toEqual(calendarPeriod('day', instant));
    expect(quotaWindow('weekly', instant)).toEqual(calendarPeriod('week', instant));
    expect(quotaWindow('monthly', instant)).toEqual(calendarPeriod('month', instant));
    expect(freeTierPeriod('yearly', instant)).toEqual(calendarPeriod('year', instant));
  });
});

describe('subscription periods', () => {
  it.each<[string, BillingCycle, string, string, string | null]>([
    [
      'the anchor itself',
      'monthly',
      '2025-01-31T10:00Z',
      '2025-01-31T10:00Z',
      '2025-01-31T10:00 – 2025-02-28T10:00',
    ],
    [
      'a short month',
      'monthly',
      '2025-01-31T10:00Z',
      '2025-02-28T10:00Z',
      '2025-02-28T10:00 – 2025-03-31T10:00',
    ],
    [
      'just before it',
      'monthly',
      '2025-01-31T10:00Z',
      '2025-02-28T09:59:59.999Z',
      '2025-01-31T10:00 – 2025-02-28T10:00',
    ],
    [
      'back on the 31st',
      'monthly',
      '2025-01-31T10:00Z',
      '2025-04-01T00:00Z',
      '2025-03-31T10:00 – 2025-04-30T10:00',
    ],
    [
      'a leap day',
      'monthly',
      '2024-01-30T00:00Z',
      '2024-02-29T00:00Z',
      '2024-02-29T00:00 – 2024-03-30T00:00',
    ],
    [
      'over the new year',
      'monthly',
      '2025-11-15T00:00Z',
      '2026-01-14T23:59Z',
      '2025-12-15T00:00 – 2026-01-15T00:00',
    ],
    [
      'quarters from the anchor',
      'quarterly',
      '2024-11-30T00:00Z',
      '2025-02-28T00:00Z',
      '2025-02-28T00:00 – 2025-05-30T00:00',
    ],
    [
      'within a quarter',
      'quarterly',
      '2024-11-30T00:00Z',
      '2025-02-27T23:59Z',
      '2024-11-30T00:00 – 2025-02-28T00:00',
    ],
    [
      'years of a leap day',
      'yearly',
      '2024-02-29T12:00Z',
      '2025-02-28T12:00Z',
      '2025-02-28T12:00 – 2026-02-28T12:00',
    ],
    [
      'the next leap day',
      'yearly',
      '2024-02-29T12:00Z',
      '2028-02-29T12:00Z',
      '2028-02-29T12:00 – 2029-02-28T12:00',
    ],
    ['before the anchor', 'monthly', '2025-01-31T10:00Z', '2025-01-31T09:59:59.999Z', null],
  ])('%s (%s from %s, at %s)', (_name, cycle, anchor, instant, period) =>
    expect(show(subscriptionPeriodAt(at(anchor), cycle, at(instant)))).toBe(period),
  );

  it('of one that never renews reach from the anchor to the end of time', () => {
    const anchor = at('2025-01-31T10:00Z');
    expect(subscriptionPeriodAt(anchor, 'one_time', at('2099-01-01'))).toEqual({
      start: anchor,
      end: END_OF_TIME,
    });
    expect(subscriptionPeriodAt(anchor, 'one_time', anchor - 1)).toBeNull();
  });

  it.each<BillingCycle>(['monthly', 'quarterly', 'yearly'])(
    'follow one another without gap or overlap (%s)',
    (cycle) => {
      const anchor = at('2023-08-31T07:08:09.010Z');
      let period = subscriptionPeriodAt(anchor, cycle, anchor);
      for (let n = 0; n < 60; n += 1) {
        const { start, end } = period as Period;
        expect(subscriptionPeriodAt(anchor, cycle, end - 1)).toEqual({ start, end });
        period = subscriptionPeriodAt(anchor, cycle, end);
        expect(period?.start).toBe(end);
      }
    },
  );
});
