import { DomainError, invalid } from '../domain/problems/problems.js';
import { isStorable } from './body/well-formed.js';

/**
 * Refuses a path or query with NUL, half a surrogate pair or bytes that are not UTF-8. The framework would replace
 * such characters and look for another id than the one that was asked for.
 */
export function refuseUnstorableUrl(url: string): void {
  if (!url.includes('%')) return;
  const [path, query] = cut(url, '?');
  refuseUnstorable(path, 'path');
  for (const parameter of query.split('&')) {
    const [name, value] = cut(parameter, '=');
    refuseUnstorable(name, 'query');
    refuseUnstorable(value, name);
  }
}

/** What is before the first mark, and all that is after it. */
function cut(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function refuseUnstorable(encoded: string, field: string): void {
  if (!encoded.includes('%')) return;
  let text: string | null;
  try {
    text = decodeURIComponent(encoded);
  } catch {
    text = null;
  }
  if (text !== null && isStorable(text)) return;
  const message = `${field} must be UTF-8 without NUL or half a surrogate pair`;
  throw new DomainError(invalid({ field, rule: 'well_formed', message }));
}
