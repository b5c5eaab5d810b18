import type { PriceVersion } from '../../domain/rating/price.js';

/** What can be sold. */
export interface Product {
  readonly productId: string;
  readonly name: string;
  /** What kind of thing it is: `model`, `storage`, `agent`. */
  readonly productType: string;
  /** What one unit of it is: `token`, `gb_month`, `request`. */
  readonly unitType: string;
  readonly description: string | null;
  readonly createdAt: Date;
}

/** A product with the price that is effective at an instant. */
export interface Pricing {
  readonly product: Product;
  readonly price: PriceVersion;
  /** When the product service last confirmed the price, epoch milliseconds; absent for prices of our own. */
  readonly confirmedAt?: number | null;
  /** True while that is too long ago, or its newest answer was another one. */
  readonly isStale?: boolean;
}

/**
 * The product catalogue as the other rooms see it. Charges do not ask it: the engine rates from its own book of the
 * same prices, whose version is checked under the locks of each batch.
 */
export interface ProductClient {
  /** Whether {@link look} may bring a price of the product. Looks into memory only: it is asked for every charge. */
  isUnknown(productId: string): boolean;

  /**
   * Looks for the prices of products that are used for the first time, for a moment at most, outside of any transaction.
   * Never rejects: usage whose price does not come is recorded all the same, as pending.
   */
  look(productIds: readonly string[]): Promise<void>;

  /** Throws `price_unavailable` for what is not known here and could not be asked for; so does {@link findPricing}. */
  findProduct(productId: string): Promise<Product | null>;

  /** Null when there is no such product, or no price of it is effective then. `at` null = now. */
  findPricing(productId: string, at: number | null): Promise<Pricing | null>;
}

/** Nest injection token of the ProductClient. */
export const PRODUCT_CLIENT = Symbol('ProductClient');
