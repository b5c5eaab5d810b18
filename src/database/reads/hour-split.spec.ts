import { describe, expect, it } from '@jest/globals';
import { splitAtHours } from './hour-split.js';

const at = (time: string) => Date.parse(`2025-10-11T${time}:00Z`);

describe('splitAtHours', () => {
  it.each([
    ['full hours have no edges', '01:00', '03:00', ['01:00', '03:00'], []],
    [
      'both edges',
      '00:40',
      '03:20',
      ['01:00', '03:00'],
      [
        ['00:40', '01:00'],
        ['03:00', '03:20'],
      ],
    ],
    ['inside one hour', '01:10', '01:20', null, [['01:10', '01:20']]],
    ['over one full hour’s edge', '01:10', '02:20', null, [['01:10', '02:20']]],
    ['from a full hour into it', '01:00', '01:20', null, [['01:00', '01:20']]],
    ['empty', '01:10', '01:10', null, []],
  ] as const)('%s', (_name, start, end, hours, edges) => {
    expect(splitAtHours({ start: at(start), end: at(end) })).toEqual({
      hours: hours && { start: at(hours[0]), end: at(hours[1]) },
      edges: edges.map(([from, to]) => ({ start: at(from), end: at(to) })),
    });
  });

  it('leaves an open side open', () => {
    expect(splitAtHours({ start: null, end: at('01:10') })).toEqual({
      hours: { start: null, end: at('01:00') },
      edges: [{ start: at('01:00'), end: at('01:10') }],
    });
    expect(splitAtHours({ start: at('01:10'), end: null })).toEqual({
      hours: { start: at('02:00'), end: null },
      edges: [{ start: at('01:10'), end: at('02:00') }],
    });
  });
});
