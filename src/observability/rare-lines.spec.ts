import { describe, expect, it } from '@jest/globals';
import { RareLines } from './rare-lines.js';

describe('a line that many would write', () => {
  it('goes out at once, then once in an interval, with the number of those left out', () => {
    let now = 0;
    const lines = new RareLines(1_000, () => now);
    const turnAt = (ms: number) => ((now = ms), lines.turnOf('wallet'));
    expect([0, 1, 999].map(turnAt)).toEqual([0, null, null]);
    expect([1_000, 1_500].map(turnAt)).toEqual([2, null]);
    expect([9_000].map(turnAt)).toEqual([1]);
  });

  it('leaves none of another kind out', () => {
    const lines = new RareLines(1_000, () => 0);
    expect(['wallet', 'product', 'wallet'].map((kind) => lines.turnOf(kind))).toEqual([0, 0, null]);
  });
});
