import { describe, expect, it } from '@jest/globals';
import { rangeOf } from './range.js';

const NOW = Date.parse('2025-10-11T03:09:58.032Z');
const NAMES = { start: 'start_date', end: 'end_date' };
const at = (time: string) => Date.parse(time);

describe('rangeOf', () => {
  it('is 30 days up to the next full hour when nothing is asked', () => {
    expect(rangeOf({ start: undefined, end: undefined }, NOW, NAMES)).toEqual({
      start: at('2025-09-11T04:00:00Z'),
      end: at('2025-10-11T04:00:00Z'),
    });
  });

  it('fills in the side that is missing', () => {
    const start = at('2025-10-01T00:30:00Z');
    expect(rangeOf({ start, end: undefined }, NOW, NAMES)).toEqual({
      start,
      end: at('2025-10-11T04:00:00Z'),
    });
    expect(rangeOf({ start: undefined, end: start }, NOW, NAMES)).toEqual({
      start: at('2025-09-01T00:30:00Z'),
      end: start,
    });
  });

  it.each(['2025-10-12T00:00:00Z', '2025-10-11T04:00:00Z'])(
    'refuses a start at %s, which the end does not follow',
    (start) => {
      expect(() => rangeOf({ start: at(start), end: undefined }, NOW, NAMES)).toThrow(
        'start_date must be before end_date',
      );
    },
  );
});
