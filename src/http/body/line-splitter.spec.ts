import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Line, LineSplitter } from './line-splitter.js';

const LIMIT = 8;

function linesOf(...pieces: string[]): (string | null)[] {
  const splitter = new LineSplitter(LIMIT);
  const lines: Line[] = pieces.flatMap((piece) => splitter.push(Buffer.from(piece)));
  return [...lines, ...splitter.end()].map((line) => line?.toString() ?? null);
}

describe('lines', () => {
  it.each([
    [['a\nb\n'], ['a', 'b']],
    [['a\nb'], ['a', 'b']],
    [
      ['a', 'b\nc', '', 'd\n'],
      ['ab', 'cd'],
    ],
    [['\n \t\r\n\r\na\n'], ['a']],
    [['12345678\n123456789\n1\n'], ['12345678', null, '1']],
    [
      ['1234', '56789', '0\nok'],
      [null, 'ok'],
    ],
    [[], []],
  ])('%j are %j', (pieces, lines) => expect(linesOf(...pieces)).toEqual(lines));

  it('are the same wherever the pieces are cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '\n', ' '), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(80), { maxLength: 8 }), (whole, cuts) => {
        const bytes = Buffer.from(whole);
        const splitter = new LineSplitter(LIMIT);
        const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const lines = edges.slice(1).flatMap((to, n) => splitter.push(bytes.subarray(edges[n], to)));
        const read = [...lines, ...splitter.end()].map((line) => line?.toString() ?? null);
        const expected = whole
          .split('\n')
          .map((line) => (Buffer.byteLength(line) > LIMIT ? null : line))
          .filter((line) => line === null || line.trim() !== '');
        expect(read).toEqual(expected);
      }),
    );
  });
});
