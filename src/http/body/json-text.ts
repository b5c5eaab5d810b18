import { DomainError, type FieldError, invalid, refuse } from '../../domain/problems/problems.js';
import { findLossyNumber } from './number-literals.js';
import { findUnstorable } from './well-formed.js';

/** Deeper than any shape of the API; what comes is walked recursively, so this bounds the stack. */
export const MAX_DEPTH = 32;

/** Most characters of a path that an answer names: members may be called anything, at any length. */
export const MAX_PATH_CHARACTERS = 200;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads one JSON document from its bytes. Throws `malformed_json`, or `validation_failed` naming the field. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  refuseDepth(text);
  const document = parse(text);
  const unstorable = findUnstorable(text, document);
  if (unstorable !== null) {
    throw broken(unstorable, 'well_formed', 'must not contain NUL or half a surrogate pair');
  }
  const lossy = findLossyNumber(text);
  if (lossy !== null) {
    throw broken(lossy, 'decimal', 'is a number that would lose digits: send it as a string');
  }
  return document;
}

function broken(path: string, rule: string, says: string): DomainError {
  const field = shortened(path);
  const error: FieldError = { field, rule, message: `${field} ${says}` };
  return new DomainError(invalid(error));
}

/** By whole characters: half a surrogate pair is no text. */
function shortened(path: string): string {
  if (path.length <= MAX_PATH_CHARACTERS) return path;
  const characters = [...path.slice(0, 2 * MAX_PATH_CHARACTERS)];
  if (characters.length <= MAX_PATH_CHARACTERS && path.length <= 2 * MAX_PATH_CHARACTERS) return path;
  return `${characters.slice(0, MAX_PATH_CHARACTERS - 1).join('')}…`;
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw new DomainError(refuse('malformed_json', 'The body is not UTF-8'), { cause: error });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const says = error instanceof Error ? error.message : 'it does not parse';
    throw new DomainError(refuse('malformed_json', `The body is not JSON: ${says}`), { cause: error });
  }
}

/** Counts brackets, those in strings too only when there are too many of them. */
function refuseDepth(text: string): void {
  if (depthOf(text) <= MAX_DEPTH) return;
  if (depthOf(text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '""')) <= MAX_DEPTH) return;
  throw broken('body', 'max_depth', `must not be deeper than ${MAX_DEPTH} levels`);
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, (depth += 1));
    else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return deepest;
}
