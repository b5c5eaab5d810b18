import { formatQuantity } from '../../domain/decimal.js';
import type { PriceVersion } from '../../domain/rating/price.js';
import { DomainError, invalid } from '../../domain/problems/problems.js';
import type { AddPriceDto } from './dto/add-price.dto.js';

/** A price as it is asked for: it gets an id, and applies from now when no date is given. */
export type PriceRequest = Omit<PriceVersion, 'priceId' | 'effectiveFrom'> & {
  readonly effectiveFrom: number | null;
};

export function priceRequestOf(productId: string, body: AddPriceDto): PriceRequest {
  const { free_tier_limit: limit, free_tier_period: period = 'monthly' } = body;
  if (!limit && body.free_tier_period !== undefined) {
    const message = 'free_tier_limit must be given with free_tier_period';
    throw new DomainError(invalid({ field: 'free_tier_limit', rule: 'required', message }));
  }
  return {
    productId,
    currency: body.currency ?? 'CREDIT',
    unitPrice: body.unit_price ?? null,
    dimensions: body.dimensions?.map(({ name, unit_price }) => ({ name, unitPrice: unit_price })) ?? null,
    freeTier: limit ? { limit, period } : null,
    effectiveFrom: body.effective_from ?? null,
    effectiveUntil: body.effective_until ?? null,
  };
}

/** What the fields cannot say one by one. */
export function refuseMalformed(price: PriceRequest): void {
  if ((price.unitPrice === null) === (price.dimensions === null)) {
    const message = 'give exactly one of unit_price and dimensions';
    throw new DomainError(invalid({ field: 'unit_price', rule: 'one_of', message }));
  }
  const names = price.dimensions?.map(({ name }) => name) ?? [];
  if (new Set(names).size < names.length) {
    const message = 'dimensions must have distinct names';
    throw new DomainError(invalid({ field: 'dimensions', rule: 'distinct', message }));
  }
}

/** In a form in which equal requests are equal: 2 and 2.00, a default written out or left out. */
export function normalised({
  unitPrice,
  dimensions,
  freeTier,
  ...price
}: PriceRequest): Record<string, unknown> {
  return {
    ...price,
    unitPrice: unitPrice && formatQuantity(unitPrice),
    dimensions: dimensions && dimensions.map((part) => [part.name, formatQuantity(part.unitPrice)]),
    freeTier: freeTier && [formatQuantity(freeTier.limit), freeTier.period],
  };
}
