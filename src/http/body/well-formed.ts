/** Escapes of NUL and of surrogates. Unescaped, JSON refuses the one and UTF-8 the other. */
const SUSPICIOUS = /\\u(?:0000|d[89a-f])/i;

/** NUL, which Postgres text cannot hold, or half a surrogate pair, which UTF-8 cannot. */
const UNSTORABLE = /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/** The path of the first key or string of a parsed document that cannot be stored, or null. */
export function findUnstorable(text: string, document: unknown): string | null {
  return SUSPICIOUS.test(text) ? search(document, []) : null;
}

function search(value: unknown, path: readonly string[]): string | null {
  if (typeof value === 'string') return isStorable(value) ? null : path.join('.') || 'body';
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, part] of Object.entries(value)) {
    if (!isStorable(key)) return [...path, '(a key)'].join('.');
    const found = search(part, [...path, key]);
    if (found !== null) return found;
  }
  return null;
}
