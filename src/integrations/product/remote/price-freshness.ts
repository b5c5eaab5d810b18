import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../../config/app-config.js';
import { Clock } from '../../../database/clock.service.js';
import { PriceBook } from '../../../engine/pricing/price-book.js';
import type { PriceFreshnessFigures, PriceFreshnessPort } from '../price-freshness.port.js';
import { UpstreamPriceStore } from './upstream-price.store.js';

/** Knows which prices are stale, and tells the engine's book: the mark is in memory where a charge is rated. */
@Injectable()
export class PriceFreshness implements PriceFreshnessPort {
  private last: PriceFreshnessFigures | null = null;

  constructor(
    private readonly store: UpstreamPriceStore,
    private readonly book: PriceBook,
    private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** As of the last look, which is at most a quarter of the refresh interval old, or 5 s. Null where prices are our own. */
  get figures(): PriceFreshnessFigures | null {
    return this.last;
  }

  /** Looks at the table that all processes write. */
  async look(): Promise<void> {
    const { staleAfterMs } = this.config.integrations.product;
    const { stalePriceIds, ...counts } = await this.store.figures((await this.clock.now()) - staleAfterMs);
    this.book.markStale(new Set(stalePriceIds));
    this.last = { ...counts, stale: stalePriceIds.length };
  }
}
