import { describe, expect, it } from '@jest/globals';
import { countPeriods, readGroups } from './grouping.js';

describe('readGroups', () => {
  it.each([
    ['user', ['user']],
    ['agent_id,user_id', ['user', 'agent']],
    [' model , product ', ['product', 'model']],
    ['user,user_id', ['user']],
    [
      ['service_type', 'organization_id'],
      ['organization', 'service_type'],
    ],
  ])('reads %j', (raw, groups) => {
    expect(readGroups(raw)).toEqual({ value: groups });
  });

  it.each(['colour', 'user,', '', 7])('refuses %j', (raw) => {
    expect(readGroups(raw)).toEqual({ rule: expect.stringContaining('user, organization, agent') });
  });
});

describe('countPeriods', () => {
  const range = (start: string, end: string) => ({ start: Date.parse(start), end: Date.parse(end) });

  it.each([
    ['daily', range('2025-10-01T00:00:00Z', '2025-11-01T00:00:00Z'), 31],
    ['daily', range('2025-10-01T23:59:00Z', '2025-10-02T00:01:00Z'), 2],
    ['weekly', range('2025-10-05T00:00:00Z', '2025-10-07T00:00:00Z'), 2],
    ['monthly', range('2025-01-31T00:00:00Z', '2025-03-01T00:00:00.001Z'), 3],
    ['hourly', range('2025-10-01T00:00:00Z', '2025-10-01T00:00:00Z'), 0],
  ] as const)('counts the %s periods that a range touches', (periodType, touched, count) => {
    expect(countPeriods(periodType, touched, 400)).toBe(count);
  });

  it('stops counting just past the limit', () => {
    expect(countPeriods('hourly', range('1970-01-01T00:00:00Z', '9999-01-01T00:00:00Z'), 400)).toBe(401);
  });
});
