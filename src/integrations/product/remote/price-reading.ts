import type { PriceVersion } from '../../../domain/rating/price.js';
import type { Product } from '../product.client.js';

/** What a price says, whoever said it and from when on. */
export type PriceTerms = Pick<
  PriceVersion,
  'currency' | 'unitPrice' | 'dimensions' | 'freeTier' | 'effectiveUntil'
>;

export type UpstreamProduct = Pick<Product, 'productId' | 'name' | 'productType' | 'unitType'>;

/** What the product service said about a product. That it said nothing is no reading but an error. */
export type PriceReading =
  | { readonly kind: 'priced'; readonly product: UpstreamProduct; readonly terms: PriceTerms }
  /** There is no such product, or nobody has set a price: not the same as a price of 0. */
  | { readonly kind: 'missing'; readonly product: UpstreamProduct | null; readonly reason: string }
  /** There is a price, and our price model cannot say the same: it is not charged, and not read as 0. */
  | { readonly kind: 'refused'; readonly product: UpstreamProduct; readonly reason: string };

/** Thrown where a body cannot be said in our price model; the message says why, for people. */
export class UnreadablePrice extends Error {}

/** Thrown where the body says that there is no price. */
export class NoPrice extends Error {}

/** Reads the terms, and turns what stands in the way into the reading that says so. */
export function readingOf(product: UpstreamProduct, terms: () => PriceTerms): PriceReading {
  try {
    return { kind: 'priced', product, terms: terms() };
  } catch (error) {
    if (error instanceof UnreadablePrice) return { kind: 'refused', product, reason: error.message };
    if (error instanceof NoPrice) return { kind: 'missing', product, reason: error.message };
    throw error;
  }
}
