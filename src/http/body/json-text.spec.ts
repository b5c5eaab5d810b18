import { describe, expect, it } from '@jest/globals';
import { DomainError, type FieldError } from '../../domain/problems/problems.js';
import { MAX_PATH_CHARACTERS, parseJson } from './json-text.js';
import { isStorable } from './well-formed.js';

/** The field that the refusal of a document names, and its sentence. */
function refusalOf(text: string): FieldError {
  try {
    parseJson(Buffer.from(text));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return (error.facts['errors'] as FieldError[])[0] as FieldError;
  }
  throw new Error('It was not refused');
}

const LOSSY = '1234567890123456';
const UNSTORABLE = '"\\u0000"';

describe('the path of a member that cannot be taken', () => {
  it.each([LOSSY, UNSTORABLE])('is named whole up to its bound: %s', (value) => {
    const name = 'n'.repeat(MAX_PATH_CHARACTERS);
    expect(refusalOf(`{"${name}":${value}}`).field).toBe(name);
    const smiles = '😀'.repeat(MAX_PATH_CHARACTERS);
    expect(refusalOf(`{"${smiles}":${value}}`).field).toBe(smiles);
  });

  it.each([LOSSY, UNSTORABLE])('is cut past its bound, in the sentence too: %s', (value) => {
    const name = 'n'.repeat(MAX_PATH_CHARACTERS + 1);
    const cut = `${'n'.repeat(MAX_PATH_CHARACTERS - 1)}…`;
    const { field, message } = refusalOf(`{"${name}":{"${'m'.repeat(100_000)}":${value}}}`);
    expect(field).toBe(cut);
    expect(message.startsWith(`${cut} `)).toBe(true);
    expect(message.length).toBeLessThan(300);
  });

  it('is cut between characters, never within one', () => {
    for (const before of ['', 'a']) {
      const { field } = refusalOf(`{"${before}${'😀'.repeat(500)}":${LOSSY}}`);
      expect([...field]).toHaveLength(MAX_PATH_CHARACTERS);
      expect(isStorable(field)).toBe(true);
    }
  });

  it('does not grow with what is around a key that cannot be stored', () => {
    expect(refusalOf(`{"${'n'.repeat(1_000)}":{"\\u0000":1}}`).field).toHaveLength(MAX_PATH_CHARACTERS);
  });
});
