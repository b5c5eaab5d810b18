import { createHash } from 'node:crypto';

/**
 * What tells a retry from another request under the same key: SHA-256 of the validated, normalised request. `1000`,
 * `1000.0` and `"1000"` are equal, the order of members is not part of it, and what the server fills in later (its
 * clock, its ids) is not in the request yet.
 */
export function fingerprintOf(request: object): Buffer {
  return createHash('sha256').update(canonical(request)).digest();
}

/**
 * JSON with every object's members in the order of their names. Written by hand, because every charge pays for it:
 * `JSON.stringify` with a replacer that sorts takes several times as long.
 */
function canonical(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'object':
      return value === null ? 'null' : canonicalObject(value);
    default:
      return JSON.stringify(value) ?? 'null';
  }
}

function canonicalObject(value: object): string {
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonical(value.toJSON());
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  let members = '';
  for (const name of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[name];
    // As in JSON: what is undefined is not there.
    if (member === undefined) continue;
    members += members === '' ? '' : ',';
    members += `${quoted(name)}:${canonical(member)}`;
  }
  return `{${members}}`;
}

const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

function quoted(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}
