import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { PRODUCT_CLIENT, type ProductClient } from '../../integrations/product/product.client.js';
import { PricedRecords } from './priced-records.js';
import { UnpricedUsageStore } from './unpriced-usage.store.js';

/** Most products that one turn looks at: names that no product has must not fill the product service's day. */
const PRODUCTS = 128;

/** What was billed to its end is looked at again after so long, for usage whose batch was under way at the time. */
const AGAIN_AFTER_MS = 60_000;

const SHORTEST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Bills the usage that was recorded while its product's price was not to be had, once it is. Asks for the price as the
 * first usage of a product does. Prices of our own come by request, and so does the billing of what waited for them.
 */
@Injectable()
export class UnpricedUsage implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(UnpricedUsage.name);
  private readonly stop = new AbortController();
  /** Until when a product need not be looked at. */
  private readonly restUntil = new Map<string, number>();
  private after = '';
  private draining: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: UnpricedUsageStore,
    @Inject(PRODUCT_CLIENT) private readonly products: Pick<ProductClient, 'isUnknown' | 'look'>,
    private readonly records: PricedRecords,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.integrations.product.client === 'http') this.draining = this.run();
  }

  /** Finishes the chunk at hand, before the engine takes no more commands. */
  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    await this.draining;
  }

  /** Looks at the next products with unpriced usage, and bills what has a price. */
  async drain(): Promise<void> {
    const page = await this.store.products(this.after, PRODUCTS);
    this.after = page.length === PRODUCTS ? (page.at(-1) ?? '') : '';
    const due = page.filter((id) => performance.now() >= (this.restUntil.get(id) ?? 0));
    await this.products.look(due.filter((id) => this.products.isUnknown(id)));
    for (const productId of due) {
      if (this.stop.signal.aborted) return;
      const found = await this.records.bill(productId, this.stop.signal);
      if (found !== 'more') this.restUntil.set(productId, performance.now() + this.restMs(found));
    }
  }

  private restMs(found: 'all' | 'no_price'): number {
    const { refreshIntervalMs } = this.config.integrations.product;
    return found === 'all' ? AGAIN_AFTER_MS : Math.min(refreshIntervalMs, AGAIN_AFTER_MS);
  }

  private async run(): Promise<void> {
    const { refreshIntervalMs } = this.config.integrations.product;
    const pauseMs = Math.min(Math.max(refreshIntervalMs / 4, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
    while (!this.stop.signal.aborted) {
      try {
        await this.drain();
      } catch (error) {
        this.logger.error('Billing unpriced usage failed; the next turn comes as usual.', error);
      }
      this.forget();
      // An aborted pause is the stop.
      await sleep(pauseMs, undefined, { signal: this.stop.signal }).catch(() => {});
    }
  }

  private forget(): void {
    const now = performance.now();
    for (const [productId, until] of this.restUntil) if (until <= now) this.restUntil.delete(productId);
  }
}
