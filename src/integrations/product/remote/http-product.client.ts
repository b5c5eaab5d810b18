import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../../config/app-config.js';
import { Clock } from '../../../database/clock.service.js';
import { DomainError, refuse } from '../../../domain/problems/problems.js';
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
    const product = await this.stored.findProduct(productId);
    return product ?? this.absent(productId);
  }

  async findPricing(productId: string, at: number | null): Promise<Pricing | null> {
    await this.lookIfUnknown(productId);
    const [pricing, upstream, now] = await Promise.all([
      this.stored.findPricing(productId, at),
      this.upstreamPrices.find(productId),
      this.clock.now(),
    ]);
    if (!pricing) return this.absent(productId);
    if (upstream?.priceId !== pricing.price.priceId) return pricing;
    const { confirmedAt, state } = upstream;
    const { staleAfterMs } = this.config.integrations.product;
    const isStale = state !== 'priced' || confirmedAt === null || confirmedAt < now - staleAfterMs;
    return { ...pricing, confirmedAt, isStale };
  }

  /** What nobody could be asked for is not known to be absent. */
  private absent(productId: string): null {
    if (!this.unknown.isUnanswered(productId)) return null;
    const message = 'The product service could not be asked for the price';
    throw new DomainError(refuse('price_unavailable', message, { product_id: productId }));
  }

  private async lookIfUnknown(productId: string): Promise<void> {
    if (this.isUnknown(productId)) await this.look([productId]);
  }
}
