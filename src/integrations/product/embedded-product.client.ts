import { Injectable } from '@nestjs/common';
import { Clock } from '../../database/clock.service.js';
import { priceAt } from '../../domain/rating/price.js';
import { CatalogueStore } from './catalogue.store.js';
import type { Pricing, Product, ProductClient } from './product.client.js';

/** The catalogue in this service's own database. */
@Injectable()
export class EmbeddedProductClient implements ProductClient {
  constructor(
    private readonly catalogue: CatalogueStore,
    private readonly clock: Clock,
  ) {}

  /** What is not here is nowhere. */
  isUnknown(): boolean {
    return false;
  }

  async look(): Promise<void> {}

  findProduct(productId: string): Promise<Product | null> {
    return this.catalogue.findProduct(productId);
  }

  async findPricing(productId: string, at: number | null): Promise<Pricing | null> {
    const [product, versions, now] = await Promise.all([
      this.catalogue.findProduct(productId),
      this.catalogue.pricesOf(productId),
      at ?? this.clock.now(),
    ]);
    const price = priceAt(versions, now);
    return product && price ? { product, price } : null;
  }
}
