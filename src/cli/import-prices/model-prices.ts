import type { ConditionalPrice, ModelInfo, ModelPrice } from '@pydantic/genai-prices';
import { type Dimension, dimensionOf, inReadingOrder } from './unit-price.js';

/** A price version as the API takes it, without its currency. */
export interface ImportedPrice {
  readonly dimensions: readonly Dimension[];
  readonly effective_from: string;
  readonly effective_until?: string;
}

/** Why a price of the package has no equal here. */
export const SKIP_REASONS = {
  time_of_day: 'models whose price changes with the time of day',
  tiered: 'prices that depend on the length of the prompt',
  inexact: 'prices that are no exact decimals',
  no_price: 'models without a price',
  other_units: 'prices by the hour, the page or another unit that is not counted one by one',
} as const;
export type SkipReason = keyof typeof SKIP_REASONS;

export interface ImportedModel {
  readonly prices: readonly ImportedPrice[];
  readonly skipped: readonly SkipReason[];
}

const BEGINNING = '1970-01-01T00:00:00Z';

/**
 * What can be said of a model's prices in ours. A price that cannot be expressed is left out, and the one before it
 * ends where it would have begun: usage of that time stays pending until someone prices it, instead of being charged
 * a price that is known to be wrong.
 */
export function importedModelOf(model: ModelInfo): ImportedModel {
  const versions = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  if (versions.some(({ constraint }) => constraint?.type === 'time_of_date')) {
    return { prices: [], skipped: ['time_of_day'] };
  }
  const prices: ImportedPrice[] = [];
  const skipped: SkipReason[] = [];
  versions.forEach((version, index) => {
    const dimensions = dimensionsOf(version.prices);
    if (typeof dimensions === 'string') {
      skipped.push(dimensions);
      return;
    }
    const next = versions[index + 1];
    const ends = next !== undefined && typeof dimensionsOf(next.prices) === 'string';
    prices.push({
      dimensions,
      effective_from: beginOf(version),
      ...(ends ? { effective_until: beginOf(next) } : {}),
    });
  });
  return { prices, skipped };
}

function beginOf({ constraint }: ConditionalPrice): string {
  return constraint?.type === 'start_date' ? `${constraint.start_date}T00:00:00Z` : BEGINNING;
}

/**
 * Every price per token or per call as a dimension. The package's `input_mtok` is for input tokens that no other key
 * (cache, audio) prices, so the dimensions are disjoint: a token is counted in one of them.
 */
function dimensionsOf(price: ModelPrice): Dimension[] | SkipReason {
  const dimensions: Dimension[] = [];
  for (const [key, value] of Object.entries(price)) {
    if (value === undefined) continue;
    if (typeof value !== 'number') return 'tiered';
    const dimension = dimensionOf(key, value);
    if (dimension === 'inexact') return 'inexact';
    if (dimension === null) return 'other_units';
    dimensions.push(dimension);
  }
  return dimensions.length > 0 ? inReadingOrder(dimensions) : 'no_price';
}
