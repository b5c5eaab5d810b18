const ZONE = /(Z|[+-]\d\d:?\d\d)$/i;

/**
 * Reads an instant of an upstream as epoch milliseconds; null when it is none. One without a zone is in UTC, as the
 * platform's services keep theirs.
 */
export function utcInstant(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const instant = Date.parse(ZONE.test(value) ? value : `${value}Z`);
  return Number.isNaN(instant) ? null : instant;
}
