/** How the prices of the product service are doing, for health and metrics. */
export interface PriceFreshnessFigures {
  /** Products with a price of it. */
  readonly priced: number;
  /** Of these: not confirmed for so long that the price is marked. It is used all the same. */
  readonly stale: number;
  /** Products that have no price to be used there. */
  readonly unusable: number;
  /** Of the price whose confirmation is the oldest, epoch milliseconds; null without prices. */
  readonly oldestConfirmedAt: number | null;
}

/** Whoever keeps the product service's prices. Absent, or without figures, where prices are our own. */
export interface PriceFreshnessPort {
  readonly figures: PriceFreshnessFigures | null;
}

/** Nest injection token of the PriceFreshnessPort. */
export const PRICE_FRESHNESS = Symbol('PriceFreshness');
