import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { Clock } from '../../database/clock.service.js';
import type { Reader } from '../../database/pacing/patience.js';
import type { Queryable } from '../../database/queryable.js';
import { type KeyedAnswer, WriteKeys } from '../../database/write-keys.store.js';
import { limitReached, MAX_PRICES_OF_A_PRODUCT } from '../../domain/limits.js';
import type { PriceVersion } from '../../domain/rating/price.js';
import { DomainError, invalid, refuse } from '../../domain/problems/problems.js';
import { newId } from '../../engine/ids.js';
import { managedUpstream } from '../upstream/upstream-refusals.js';
import { CatalogueStore, type NewProduct } from './catalogue.store.js';
import type { PriceListDto } from './dto/price-list.dto.js';
import type { PriceDto } from './dto/price.dto.js';
import type { ProductListDto } from './dto/product-list.dto.js';
import type { ProductDto } from './dto/product.dto.js';
import { normalised, type PriceRequest, refuseMalformed } from './price-request.js';
import { priceDtoOf, productDtoOf } from './product.mapper.js';

/** The catalogue belongs to no cell. */
const NO_CELL = 0;

/**
 * The catalogue's use cases. The answers of writes are what the client reads, because a retry gets the stored one.
 */
@Injectable()
export class Catalogue {
  constructor(
    private readonly store: CatalogueStore,
    private readonly writes: WriteKeys,
    private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async createProduct(
    product: NewProduct,
    key: string,
    reader: Reader | null,
  ): Promise<KeyedAnswer<ProductDto>> {
    this.refuseManaged();
    return this.writes.run(
      { operation: 'create_product', key, request: { ...product } },
      reader,
      async (tx) => {
        const stored = await this.store.insertProduct(tx, product);
        if (stored) return productDtoOf(stored);
        throw new DomainError(
          refuse('product_already_exists', 'Product already exists', { product_id: product.productId }),
        );
      },
    );
  }

  async addPrice(price: PriceRequest, key: string, reader: Reader | null): Promise<KeyedAnswer<PriceDto>> {
    this.refuseManaged();
    refuseMalformed(price);
    // Before the transaction: products are never removed, and one request holds one connection at a time.
    await this.getProduct(price.productId);
    return this.writes.run({ operation: 'add_price', key, request: normalised(price) }, reader, (tx) =>
      this.insert(tx, price),
    );
  }

  /** Whether products and prices are the product service's: they are changed there, and what is kept here follows. */
  get isManagedUpstream(): boolean {
    return this.config.integrations.product.client === 'http';
  }

  private refuseManaged(): void {
    if (!this.isManagedUpstream) return;
    throw new DomainError(managedUpstream('product', this.config.integrations.product.url));
  }

  async getProduct(productId: string): Promise<ProductDto> {
    const product = await this.store.findProduct(productId);
    if (product) return productDtoOf(product);
    throw new DomainError(refuse('product_not_found', 'Product not found', { product_id: productId }));
  }

  async listProducts(limit: number, offset: number, reader: Reader): Promise<ProductListDto> {
    const { products, total } = await this.store.listProducts(limit, offset, reader);
    return { products: products.map(productDtoOf), total_count: total, limit, offset };
  }

  async listPrices(productId: string): Promise<PriceListDto> {
    await this.getProduct(productId);
    const prices = await this.store.pricesOf(productId);
    return { product_id: productId, prices: prices.map(priceDtoOf) };
  }

  private async insert(tx: Queryable, request: PriceRequest): Promise<PriceDto> {
    const effectiveFrom = request.effectiveFrom ?? (await this.clock.now(tx));
    const price: PriceVersion = { ...request, effectiveFrom, priceId: newId('price', NO_CELL) };
    if (price.effectiveUntil !== null && price.effectiveUntil <= effectiveFrom) {
      const message = 'effective_until must be after effective_from';
      throw new DomainError(invalid({ field: 'effective_until', rule: 'after', message }));
    }
    if (await this.store.insertPrice(tx, price)) {
      await this.refuseTooMany(tx, price.productId);
      return priceDtoOf(price);
    }
    throw new DomainError(
      refuse('price_already_exists', 'The product has a price from this date', {
        product_id: price.productId,
        price_id: await this.store.findPriceId(tx, price.productId, effectiveFrom),
      }),
    );
  }

  /** All prices are kept in memory, and all of a product stand in one answer. The refusal takes the new one back. */
  private async refuseTooMany(tx: Queryable, productId: string): Promise<void> {
    const most = { ofProduct: MAX_PRICES_OF_A_PRODUCT, inAll: this.config.engine.priceBookLimit };
    const count = await this.store.countPrices(tx, productId, most);
    if (count.ofProduct > most.ofProduct) {
      throw new DomainError(limitReached('prices of a product', most.ofProduct));
    }
    if (count.inAll > most.inAll) throw new DomainError(limitReached('prices in all', most.inAll));
  }
}
