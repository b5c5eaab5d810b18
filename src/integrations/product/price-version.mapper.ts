import type { PriceEntity } from '../../database/entities/price.entity.js';
import { decimal } from '../../domain/decimal.js';
import type { PriceDimension, PriceVersion } from '../../domain/rating/price.js';

export function priceVersionOf(price: PriceEntity): PriceVersion {
  const { freeTierLimit, freeTierPeriod } = price;
  return {
    priceId: price.priceId,
    productId: price.productId,
    currency: price.currency,
    unitPrice: price.unitPrice,
    dimensions: price.dimensions === null ? null : dimensionsOf(price.dimensions),
    freeTier: freeTierLimit && freeTierPeriod ? { limit: freeTierLimit, period: freeTierPeriod } : null,
    effectiveFrom: price.effectiveFrom.getTime(),
    effectiveUntil: price.effectiveUntil?.getTime() ?? null,
  };
}

/** Written by `CatalogueStore.insertPrice` alone, so its shape is known. */
function dimensionsOf(json: unknown): PriceDimension[] {
  const stored = json as { name: string; unit_price: string }[];
  return stored.map(({ name, unit_price }) => ({ name, unitPrice: decimal(unit_price) }));
}
