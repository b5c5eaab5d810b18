import type { Decimal } from '../decimal.js';
import type { FreeTierPeriod } from '../vocabulary.js';

/** One named part of a usage event with a price of its own. */
export interface PriceDimension {
  readonly name: string;
  readonly unitPrice: Decimal;
}

export interface FreeTier {
  /** Quantity at no cost in each period. */
  readonly limit: Decimal;
  readonly period: FreeTierPeriod;
}

/** What a unit of a product costs from an effective date on. Never edited: a new price is a new version. */
export interface PriceVersion {
  readonly priceId: string;
  readonly productId: string;
  readonly currency: string;
  /** Exactly one of `unitPrice` and `dimensions` is set. */
  readonly unitPrice: Decimal | null;
  readonly dimensions: readonly PriceDimension[] | null;
  readonly freeTier: FreeTier | null;
  readonly effectiveFrom: number;
  readonly effectiveUntil: number | null;
  /** True while the service that the price comes from has not confirmed it for long; it is charged all the same. */
  readonly isStale?: boolean;
}

/** The version effective at an instant, out of the versions of one product sorted by `effectiveFrom`. */
export function priceAt(versions: readonly PriceVersion[], at: number): PriceVersion | null {
  let low = 0;
  let high = versions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((versions[middle] as PriceVersion).effectiveFrom <= at) low = middle + 1;
    else high = middle;
  }
  const version = versions[low - 1];
  if (!version) return null;
  return version.effectiveUntil === null || at < version.effectiveUntil ? version : null;
}
