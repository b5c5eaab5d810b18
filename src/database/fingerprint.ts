import { createHash } from 'node:crypto';

/**
 * What tells a retry from another request under the same key: SHA-256 of the validated, normalised request. `1000`,
 * `1000.0` and `"1000"` are equal, the order of members is not part of it, and what the server fills in later (its
 * clock, its ids) is not in the request yet.
 */
export function fingerprintOf(request: object): Buffer {
  return createHash('sha256').update(canonical(request)).digest();
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => (isObject(member) ? sorted(member) : member));
}

/** Decimals and dates are text by now, so that what is left is lists and objects. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
