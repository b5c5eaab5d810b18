import type { PriceTerms } from './price-reading.js';

/** Whether two prices charge the same for everything: 2 and 2.00 are equal. */
export function sameTerms(one: PriceTerms, other: PriceTerms): boolean {
  return (
    one.currency === other.currency &&
    one.effectiveUntil === other.effectiveUntil &&
    sameUnitPrice(one, other) &&
    sameDimensions(one, other) &&
    sameFreeTier(one, other)
  );
}

function sameUnitPrice({ unitPrice: one }: PriceTerms, { unitPrice: other }: PriceTerms): boolean {
  return one === null || other === null ? one === other : one.eq(other);
}

function sameDimensions({ dimensions: one }: PriceTerms, { dimensions: other }: PriceTerms): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.length === other.length &&
    one.every(({ name, unitPrice }, index) => {
      const match = other[index];
      return match?.name === name && match.unitPrice.eq(unitPrice);
    })
  );
}

function sameFreeTier({ freeTier: one }: PriceTerms, { freeTier: other }: PriceTerms): boolean {
  if (one === null || other === null) return one === other;
  return one.period === other.period && one.limit.eq(other.limit);
}
