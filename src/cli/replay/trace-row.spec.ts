import { describe, expect, it } from '@jest/globals';
import { checkHeader, parseRow } from './trace-row.js';

describe('a row of a trace', () => {
  it('keeps the milliseconds of a time with seven decimals', () => {
    expect(parseRow('2023-11-16 18:17:03.9799600,4808,10', 2)).toEqual({
      line: 2,
      timestampMs: Date.UTC(2023, 10, 16, 18, 17, 3, 979),
      inputTokens: 4808,
      outputTokens: 10,
    });
  });

  it.each([
    ['2023-11-16 18:17:03', 0],
    ['2023-11-16 18:17:03.5', 500],
    ['2024-05-10 00:00:00.009930+00:00', 9],
  ])('reads %s', (timestamp, milliseconds) => {
    expect(parseRow(`${timestamp},1,1`, 2).timestampMs % 1_000).toBe(milliseconds);
  });

  it.each([
    ['2023-11-16 18:17:03.9799600,4808', 'line 7: expected 3 fields, found 2'],
    ['2023-11-16 18:17:03.9799600,4808,10,', 'line 7: expected 3 fields, found 4'],
    ['', 'line 7: expected 3 fields, found 1'],
    ['2023-11-16T18:17:03Z,1,1', 'line 7: TIMESTAMP must look like'],
    ['2023-02-30 00:00:00,1,1', 'line 7: TIMESTAMP "2023-02-30 00:00:00" does not exist'],
    ['2023-11-16 18:17:03,-1,1', 'line 7: ContextTokens must be a whole number'],
    ['2023-11-16 18:17:03,1,1.5', 'line 7: GeneratedTokens must be a whole number'],
    ['2023-11-16 18:17:03,1,', 'line 7: GeneratedTokens must be a whole number'],
  ])('refuses %j and names the line', (text, message) => {
    expect(() => parseRow(text, 7)).toThrow(message);
  });

  it('refuses another header on line 1', () => {
    expect(() => checkHeader('time,in,out')).toThrow('line 1: the header must be');
  });
});
