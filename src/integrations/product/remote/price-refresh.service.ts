import { setMaxListeners } from 'node:events';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../../config/app-config.js';
import { Clock } from '../../../database/clock.service.js';
import { PeriodicWork } from '../../../database/pacing/periodic-work.js';
import { PriceFetch } from './price-fetch.js';
import { PriceFreshness } from './price-freshness.js';
import { pauseBetweenTurns } from './price-turns.js';
import { UpstreamPriceStore } from './upstream-price.store.js';

/** Products that are claimed together. */
const PAGE = 64;

/** Most of them that are asked for at once. */
export const MAX_REFRESHES = 8;

/**
 * Asks the product service, where there is one, for the prices of all known products again and again. Processes share
 * the work.
 */
@Injectable()
export class PriceRefresh implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(PriceRefresh.name);
  private readonly stop = new AbortController();
  private readonly work: PeriodicWork;
  private isEnrolled = false;
  private isFailing = false;

  constructor(
    private readonly store: UpstreamPriceStore,
    private readonly prices: PriceFetch,
    private readonly freshness: PriceFreshness,
    private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {
    // Each question listens for the stop, and so does each pause before it is asked again.
    setMaxListeners(4 * MAX_REFRESHES, this.stop.signal);
    const intervalMs = pauseBetweenTurns(config.integrations.product);
    this.work = new PeriodicWork(() => this.turn(), { intervalMs }, this.logger);
  }

  onApplicationBootstrap(): void {
    if (this.config.integrations.product.client === 'http') this.work.start();
  }

  onModuleDestroy(): Promise<void> {
    this.stop.abort(new Error('the service is stopping'));
    return this.work.stop();
  }

  /** Asks for every product whose turn it is. Ends early when a whole page of them is not answered. */
  async refresh(): Promise<void> {
    const { refreshIntervalMs } = this.config.integrations.product;
    let claimed: string[];
    do {
      claimed = await this.store.claimDue(await this.clock.now(), PAGE, refreshIntervalMs);
      if (claimed.length > 0 && !(await this.askAll(claimed))) return;
    } while (claimed.length === PAGE && !this.stop.signal.aborted);
  }

  private async turn(): Promise<void> {
    if (!this.isEnrolled) await this.store.enrol(await this.clock.now());
    this.isEnrolled = true;
    await this.refresh();
    await this.freshness.look();
  }

  /** False when none of them was answered. */
  private async askAll(productIds: readonly string[]): Promise<boolean> {
    const waiting = [...productIds];
    let answered = 0;
    const askInTurn = async (): Promise<void> => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        if (this.stop.signal.aborted) return;
        if (await this.ask(id)) answered += 1;
      }
    };
    await Promise.all(Array.from({ length: MAX_REFRESHES }, askInTurn));
    if (answered > 0 && this.isFailing) {
      this.isFailing = false;
      this.logger.log('The product service answers again');
    }
    return answered > 0;
  }

  private async ask(productId: string): Promise<boolean> {
    try {
      await this.prices.fetch(productId, true, this.stop.signal);
      return true;
    } catch (error) {
      // Once an outage: as long as it lasts, each product fails in the same way.
      if (!this.isFailing && !this.stop.signal.aborted) {
        this.isFailing = true;
        this.logger.warn(`The price of ${productId} could not be refreshed: ${String(error)}`);
      }
      return false;
    }
  }
}
