import { describe, expect, it } from '@jest/globals';
import { readInstant } from './is-instant.js';

const iso = (text: unknown, edge?: 'start' | 'end') => {
  const reading = readInstant(text, edge);
  return 'value' in reading ? new Date(reading.value).toISOString() : reading.rule;
};

describe('instants', () => {
  it.each([
    ['2025-10-01T12:00:00Z', '2025-10-01T12:00:00.000Z'],
    ['2025-10-01T12:00:00.1234567Z', '2025-10-01T12:00:00.123Z'],
    ['2025-10-01T12:00', '2025-10-01T12:00:00.000Z'],
    ['2025-10-01 12:00:00', '2025-10-01T12:00:00.000Z'],
    ['2025-10-01', '2025-10-01T00:00:00.000Z'],
    ['2025-10-01T01:30:00+02:00', '2025-09-30T23:30:00.000Z'],
    ['2025-10-01T01:30:00 02:00', '2025-09-30T23:30:00.000Z'],
    ['2025-10-01T01:30:00-0530', '2025-10-01T07:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, instant) => expect(iso(text)).toBe(instant));

  it('as the end of a range, a date alone includes its day, a time does not', () => {
    expect(iso('2025-10-31', 'end')).toBe('2025-11-01T00:00:00.000Z');
    expect(iso('2025-10-31T00:00:00Z', 'end')).toBe('2025-10-31T00:00:00.000Z');
    expect(iso('2025-10-31', 'start')).toBe('2025-10-31T00:00:00.000Z');
  });

  it.each([
    '',
    'yesterday',
    '2025-13-01',
    '2025-02-30',
    '2023-02-29',
    '2025-10-01T24:30:00Z',
    '1969-12-31',
    1759320000,
    null,
    {},
  ])('%j is refused', (value) => expect(readInstant(value)).toHaveProperty('rule'));
});
