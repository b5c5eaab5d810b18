import { decimal, fromNumeric } from '../../domain/decimal.js';
import type { PriceVersion } from '../../domain/rating/price.js';
import type { FreeTierPeriod } from '../../domain/vocabulary.js';

export const PRICE_COLUMNS = `price_id, product_id, currency, unit_price, dimensions, free_tier_limit, free_tier_period,
              effective_from, effective_until`;

/** A row of the prices, as the driver reads it. */
export interface PriceRow {
  readonly price_id: string;
  readonly product_id: string;
  readonly currency: string;
  readonly unit_price: string | null;
  readonly dimensions: readonly { readonly name: string; readonly unit_price: string }[] | null;
  readonly free_tier_limit: string | null;
  readonly free_tier_period: FreeTierPeriod | null;
  readonly effective_from: Date;
  readonly effective_until: Date | null;
}

export function versionOf(row: PriceRow): PriceVersion {
  return {
    priceId: row.price_id,
    productId: row.product_id,
    currency: row.currency,
    unitPrice: row.unit_price === null ? null : fromNumeric(row.unit_price),
    dimensions:
      row.dimensions?.map(({ name, unit_price }) => ({ name, unitPrice: decimal(unit_price) })) ?? null,
    freeTier:
      row.free_tier_limit === null || row.free_tier_period === null
        ? null
        : { limit: fromNumeric(row.free_tier_limit), period: row.free_tier_period },
    effectiveFrom: row.effective_from.getTime(),
    effectiveUntil: row.effective_until?.getTime() ?? null,
  };
}
