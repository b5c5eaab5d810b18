import { formatQuantity } from '../../../src/domain/decimal.js';
import type { PriceReading } from '../../../src/integrations/product/remote/price-reading.js';

/** The terms of a price that was read, in words that a test can compare. Throws when it was not. */
export function plainTerms(reading: PriceReading): object {
  if (reading.kind !== 'priced') throw new Error(`${reading.kind}: ${reading.reason}`);
  const { currency, unitPrice, dimensions, freeTier, effectiveUntil } = reading.terms;
  return {
    currency,
    unitPrice: unitPrice && formatQuantity(unitPrice),
    dimensions:
      dimensions && Object.fromEntries(dimensions.map((part) => [part.name, formatQuantity(part.unitPrice)])),
    freeTier: freeTier && `${formatQuantity(freeTier.limit)} ${freeTier.period}`,
    effectiveUntil: effectiveUntil === null ? null : new Date(effectiveUntil).toISOString(),
  };
}
