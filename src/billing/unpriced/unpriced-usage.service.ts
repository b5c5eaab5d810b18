import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { PeriodicWork } from '../../database/pacing/periodic-work.js';
import { PRODUCT_CLIENT, type ProductClient } from '../../integrations/product/product.client.js';
import { pauseBetweenTurns } from '../../integrations/product/remote/price-turns.js';
import { PricedRecords } from './priced-records.js';
import { Rests } from './rests.js';
import { UnpricedUsageStore } from './unpriced-usage.store.js';

/** Most products that one turn looks at: names that no product has must not fill the product service's day. */
export const MAX_UNPRICED_PRODUCTS = 128;

/** What was billed to its end is looked at again after so long, for usage whose batch was under way at the time. */
const AGAIN_AFTER_MS = 60_000;

/** A product whose price was asked for in vain is not asked for again before, unless prices are refreshed more often. */
const LONGEST_REST_MS = 10_000;

/**
 * Bills the usage that was recorded while its product's price was not to be had, once it is. Asks for the price as the
 * first usage of a product does. Prices of our own come by request, and so does the billing of what waited for them.
 */
@Injectable()
export class UnpricedUsage implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(UnpricedUsage.name);
  private readonly stop = new AbortController();
  private readonly sought = new Rests();
  private readonly billed = new Rests();
  private after = '';
  private readonly work: PeriodicWork;

  constructor(
    private readonly store: UnpricedUsageStore,
    @Inject(PRODUCT_CLIENT) private readonly products: Pick<ProductClient, 'isUnknown' | 'look'>,
    private readonly records: PricedRecords,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {
    const intervalMs = pauseBetweenTurns(config.integrations.product);
    this.work = new PeriodicWork(() => this.turn(), { intervalMs }, this.logger);
  }

  onApplicationBootstrap(): void {
    if (this.config.integrations.product.client === 'http') this.work.start();
  }

  /** Finishes the chunk at hand, before the engine takes no more commands. */
  onModuleDestroy(): Promise<void> {
    this.stop.abort();
    return this.work.stop();
  }

  /** Looks at the next products with unpriced usage, and bills what has a price. */
  async drain(): Promise<void> {
    const page = await this.store.products(this.after, MAX_UNPRICED_PRODUCTS);
    this.after = page.length === MAX_UNPRICED_PRODUCTS ? (page.at(-1) ?? '') : '';
    if (page.length === 0) return;
    await this.records.catchUp();
    await this.lookFor(page.filter((id) => !this.sought.has(id) && this.products.isUnknown(id)));
    for (const productId of page) {
      if (this.stop.signal.aborted) return;
      if (!this.records.isPriced(productId) || this.billed.has(productId)) continue;
      if (await this.records.bill(productId, this.stop.signal)) this.billed.add(productId, AGAIN_AFTER_MS);
    }
  }

  private async lookFor(productIds: readonly string[]): Promise<void> {
    if (productIds.length === 0) return;
    await this.products.look(productIds);
    const restMs = Math.min(this.config.integrations.product.refreshIntervalMs, LONGEST_REST_MS);
    for (const productId of productIds) this.sought.add(productId, restMs);
  }

  private async turn(): Promise<void> {
    try {
      await this.drain();
    } finally {
      this.sought.sweep();
      this.billed.sweep();
    }
  }
}
