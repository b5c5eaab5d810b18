import { priceAt, type PriceVersion } from '../../domain/rating/price.js';

/** All prices at one version. */
export class Prices {
  constructor(
    private readonly version: bigint,
    private readonly products: ReadonlyMap<string, readonly PriceVersion[]>,
  ) {}

  static readonly NONE = new Prices(-1n, new Map());

  isAtLeast(version: bigint): boolean {
    return this.version >= version;
  }

  has(productId: string): boolean {
    return this.products.has(productId);
  }

  priceAt(productId: string, at: number): PriceVersion | null {
    const versions = this.products.get(productId);
    return versions ? priceAt(versions, at) : null;
  }

  /** The same prices, with the mark that these are stale and no others. */
  marked(stale: ReadonlySet<string>): Prices {
    const products = new Map<string, readonly PriceVersion[]>();
    for (const [productId, versions] of this.products) {
      const rightlyMarked = versions.every(
        ({ priceId, isStale }) => (isStale ?? false) === stale.has(priceId),
      );
      products.set(
        productId,
        rightlyMarked
          ? versions
          : versions.map((version) => ({ ...version, isStale: stale.has(version.priceId) })),
      );
    }
    return new Prices(this.version, products);
  }
}
