import { setMaxListeners } from 'node:events';
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Gate } from '../../../database/pacing/gate.js';
import { PriceBook } from '../../../engine/pricing/price-book.js';
import { messageOf } from '../../upstream/reason-of.js';
import { Absences } from './absences.js';
import { PriceFetch } from './price-fetch.js';

/** Most products that are asked for at once because somebody uses them, and most that wait for their turn. */
export const MAX_FETCHES = 16;
export const MAX_WAITING_FETCHES = 256;

/** How long usage waits for the price of a product that is not known; then it is kept as pending. */
export const MAX_PRICE_WAIT_MS = 2_000;

/**
 * Asks for the price of a product when it is used for the first time. One question serves all who wait for it, a product
 * that was not found is not asked for again for some seconds, and nobody fails because there is no answer.
 */
@Injectable()
export class UnknownProducts implements OnModuleDestroy, OnModuleInit {
  private readonly logger = new Logger(UnknownProducts.name);
  private readonly gate = new Gate(MAX_FETCHES, MAX_WAITING_FETCHES);
  private readonly absences = new Absences();
  private readonly fetches = new Map<string, Promise<void>>();
  private readonly stop = new AbortController();

  constructor(
    @Inject(PriceBook)
    private readonly book: Pick<PriceBook, 'isLoaded' | 'has' | 'reload' | 'followQuestions'>,
    @Inject(PriceFetch) private readonly prices: Pick<PriceFetch, 'fetch'>,
  ) {
    // Each question and each that waits for its turn listens for the stop.
    setMaxListeners(2 * MAX_FETCHES + MAX_WAITING_FETCHES, this.stop.signal);
  }

  onModuleInit(): void {
    this.book.followQuestions((productId) => this.isUnanswered(productId));
  }

  /** Whether a look at the product service may bring a price. Costs no more than two looks into memory. */
  isUnknown(productId: string): boolean {
    return !this.book.has(productId) && !this.absences.has(productId);
  }

  /** Whether the last question for it had no answer, or has none yet: there may well be a price. */
  isUnanswered(productId: string): boolean {
    return this.absences.isUnanswered(productId) || this.fetches.has(productId);
  }

  /** Resolves when all are known or have been looked for long enough. Never rejects. */
  async look(productIds: readonly string[]): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, MAX_PRICE_WAIT_MS);
    });
    await Promise.race([patience, this.lookForAll(productIds)]);
    clearTimeout(timer);
  }

  /** Ends the questions that are on their way. */
  async onModuleDestroy(): Promise<void> {
    this.stop.abort(new Error('the service is stopping'));
    await Promise.all(this.fetches.values());
  }

  private async lookForAll(productIds: readonly string[]): Promise<void> {
    try {
      // A process that has just begun knows no price yet.
      if (!this.book.isLoaded) await this.book.reload();
    } catch {
      return;
    }
    await Promise.all(productIds.filter((id) => this.isUnknown(id)).map((id) => this.fetchOnce(id)));
  }

  private fetchOnce(productId: string): Promise<void> {
    const underWay = this.fetches.get(productId);
    if (underWay) return underWay;
    const fetch = this.fetchOne(productId).finally(() => this.fetches.delete(productId));
    this.fetches.set(productId, fetch);
    return fetch;
  }

  private async fetchOne(productId: string): Promise<void> {
    try {
      const kind = await this.gate.run(this.stop.signal, () =>
        this.prices.fetch(productId, false, this.stop.signal),
      );
      if (kind !== 'priced') return this.absences.addMissing(productId);
      await this.book.reload();
      this.absences.forget(productId);
    } catch (error) {
      this.absences.addUnanswered(productId);
      this.logger.warn(`The price of ${productId} could not be asked for: ${messageOf(error)}`);
    }
  }
}
