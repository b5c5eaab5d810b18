import type { BacklogLine } from '../billing/settlement/backlog.service.js';
import type { PriceFreshnessFigures } from '../integrations/product/price-freshness.port.js';
import type { UpstreamState } from '../integrations/upstream/upstream.js';
import type { PricesHealthDto, UnsettledDto, UpstreamHealthDto } from './dto/surroundings.dto.js';

export function upstreamHealthOf(state: UpstreamState): UpstreamHealthDto {
  const { name, breaker, inFlight, waiting, failed, lastError } = state;
  return { name, breaker, in_flight: inFlight, waiting, failed, last_error: lastError };
}

export function unsettledOf({ kind, state, count, oldestAgeMs }: BacklogLine): UnsettledDto {
  return { kind, state, count, oldest_age_s: Math.floor(oldestAgeMs / 1_000) };
}

export function pricesHealthOf(figures: PriceFreshnessFigures): PricesHealthDto {
  const { priced, stale, unusable, oldestConfirmedAt } = figures;
  const oldest = oldestConfirmedAt === null ? null : new Date(oldestConfirmedAt).toISOString();
  return { priced, stale, unusable, oldest_confirmed_at: oldest };
}
