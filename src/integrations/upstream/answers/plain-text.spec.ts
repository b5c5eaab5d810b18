import { expect, it } from '@jest/globals';
import { plainText } from './plain-text.js';

it.each([
  ['Insufficient balance', 'Insufficient balance'],
  ['a\u0000b', 'a\uFFFDb'],
  ['half \uD83D', 'half \uFFFD'],
  ['whole \u{1F600}', 'whole \u{1F600}'],
])('%j is taken as %j', (said, taken) => {
  expect(plainText(said)).toBe(taken);
});

it('is cut without leaving half a character', () => {
  expect(plainText('\u{1F600}'.repeat(200), 5)).toBe('\u{1F600}\u{1F600}\uFFFD');
  expect(plainText('x'.repeat(1_000))).toHaveLength(300);
});
