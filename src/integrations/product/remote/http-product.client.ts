import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../../config/app-config.js';
import { Clock } from '../../../database/clock.service.js';
import { EmbeddedProductClient } from '../embedded-product.client.js';
import type { Pricing, Product, ProductClient } from '../product.client.js';
import { UnknownProducts } from './unknown-products.js';
import { UpstreamPriceStore } from './upstream-price.store.js';

/** The platform's product service. What it said is stored, and read from there; only what is unknown is asked for. */
@Injectable()
export class HttpProductClient implements ProductClient {
  constructor(
    private readonly stored: EmbeddedProductClient,
    private readonly unknown: UnknownProducts,
    private readonly upstreamPrices: UpstreamPriceStore,
    private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  isUnknown(productId: string): boolean {
    return this.unknown.isUnknown(productId);
  }

  look(productIds: readonly string[]): Promise<void> {
    return this.unknown.look(productIds);
  }

  async findProduct(productId: string): Promise<Product | null> {
    await this.lookIfUnknown(productId);
    return this.stored.findProduct(productId);
  }

  async findPricing(productId: string, at: number | null): Promise<Pricing | null> {
    await this.lookIfUnknown(productId);
    const [pricing, upstream, now] = await Promise.all([
      this.stored.findPricing(productId, at),
      this.upstreamPrices.find(productId),
      this.clock.now(),
    ]);
    if (!pricing || upstream?.priceId !== pricing.price.priceId) return pricing;
    const { confirmedAt, state } = upstream;
    const { staleAfterMs } = this.config.integrations.product;
    const isStale = state !== 'priced' || confirmedAt === null || confirmedAt < now - staleAfterMs;
    return { ...pricing, confirmedAt, isStale };
  }

  private async lookIfUnknown(productId: string): Promise<void> {
    if (this.isUnknown(productId)) await this.look([productId]);
  }
}
