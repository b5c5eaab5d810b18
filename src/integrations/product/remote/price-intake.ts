import { setMaxListeners } from 'node:events';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../../config/app-config.js';
import { Clock } from '../../../database/clock.service.js';
import { Database } from '../../../database/database.service.js';
import { Gate } from '../../../database/pacing/gate.js';
import type { Queryable } from '../../../database/queryable.js';
import { MAX_PRICES_OF_A_PRODUCT } from '../../../domain/limits.js';
import { newId } from '../../../engine/ids.js';
import { CatalogueStore } from '../catalogue.store.js';
import type { PriceReading, PriceTerms } from './price-reading.js';
import { sameTerms } from './same-terms.js';
import { type UpstreamPrice, UpstreamPriceStore } from './upstream-price.store.js';

/** The catalogue belongs to no cell. */
const NO_CELL = 0;
/** The first price holds for usage that waited for one: nothing was charged before it. */
const FROM_THE_BEGINNING = 0;

/** Transactions at once: prices must not take the pool's connections from billing. More wait for their turn. */
const WRITES = 2;
const WAITING_WRITES = 1_024;

/** An answer is written down even at a stop. */
const NO_HURRY = new AbortController().signal;
setMaxListeners(0, NO_HURRY);

class TooManyPrices extends Error {}

/**
 * Writes down what the product service said: a price that is new becomes a version of ours, effective from now on, and
 * one that is not confirms the version that there is. Where it says nothing that can be used, the version stays in use.
 */
@Injectable()
export class PriceIntake {
  private readonly logger = new Logger(PriceIntake.name);
  private readonly gate = new Gate(WRITES, WAITING_WRITES);

  constructor(
    private readonly database: Database,
    private readonly catalogue: CatalogueStore,
    private readonly upstreamPrices: UpstreamPriceStore,
    private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** @param askedAt when the question went out, epoch milliseconds by the database's clock */
  take(productId: string, reading: PriceReading, askedAt: number): Promise<void> {
    return this.gate.run(NO_HURRY, () => this.takeNow(productId, reading, askedAt));
  }

  private async takeNow(productId: string, reading: PriceReading, askedAt: number): Promise<void> {
    try {
      await this.database.transaction((tx) => this.write(tx, productId, reading, askedAt));
    } catch (error) {
      if (!(error instanceof TooManyPrices) || reading.kind !== 'priced') throw error;
      const refused = { kind: 'refused', product: reading.product, reason: error.message } as const;
      await this.database.transaction((tx) => this.write(tx, productId, refused, askedAt));
    }
  }

  private async write(tx: Queryable, productId: string, reading: PriceReading, askedAt: number) {
    if (reading.product) await this.catalogue.insertProduct(tx, { ...reading.product, description: null });
    else if (!(await this.catalogue.hasProduct(tx, productId))) return;
    const { refreshIntervalMs } = this.config.integrations.product;
    const before = await this.upstreamPrices.lock(tx, productId, askedAt + refreshIntervalMs);
    const now = await this.clock.now(tx);
    const after =
      reading.kind === 'priced'
        ? await this.priced(tx, productId, before, { terms: reading.terms, askedAt, now })
        : unpriced(before, reading, { askedAt, now });
    if (!after) return;
    await this.upstreamPrices.write(tx, productId, after);
    this.report(productId, before, after);
  }

  /** Null where the answer is older than what was written down since it was asked for. */
  private async priced(
    tx: Queryable,
    productId: string,
    before: UpstreamPrice,
    { terms, askedAt, now }: { terms: PriceTerms; askedAt: number; now: number },
  ): Promise<UpstreamPrice | null> {
    const current = await this.catalogue.latestPrice(tx, productId, now);
    const confirmedAt = Math.max(askedAt, before.confirmedAt ?? 0);
    if (current && sameTerms(current, terms)) {
      if (isOvertaken(before, askedAt) && before.state !== 'priced') return null;
      return { priceId: current.priceId, state: 'priced', reason: null, confirmedAt, answeredAt: now };
    }
    if (isOvertaken(before, askedAt)) return null;
    const priceId = newId('price', NO_CELL);
    const effectiveFrom = current ? now : FROM_THE_BEGINNING;
    if (!(await this.catalogue.insertPrice(tx, { ...terms, priceId, productId, effectiveFrom }))) return null;
    await this.refuseTooMany(tx, productId);
    return { priceId, state: 'priced', reason: null, confirmedAt: askedAt, answeredAt: now };
  }

  /** All prices are kept in memory. Thrown, the transaction takes the new one back. */
  private async refuseTooMany(tx: Queryable, productId: string): Promise<void> {
    const most = { ofProduct: MAX_PRICES_OF_A_PRODUCT, inAll: this.config.engine.priceBookLimit };
    const count = await this.catalogue.countPrices(tx, productId, most);
    if (count.ofProduct <= most.ofProduct && count.inAll <= most.inAll) return;
    throw new TooManyPrices('there are as many prices as there may be, of the product or in all');
  }

  private report(productId: string, before: UpstreamPrice, after: UpstreamPrice): void {
    if (after.state === 'priced') {
      if (after.priceId !== before.priceId)
        this.logger.log(`${productId} has the new price ${after.priceId}`);
      return;
    }
    if (after.state === before.state && after.reason === before.reason) return;
    const use =
      after.priceId === null ? 'its usage stays pending' : `${after.priceId} stays in use, as stale`;
    this.logger.error(`No price of ${productId} can be taken (${after.state}): ${after.reason}; ${use}.`);
  }
}

function unpriced(
  before: UpstreamPrice,
  { kind, reason }: { kind: 'missing' | 'refused'; reason: string },
  { askedAt, now }: { askedAt: number; now: number },
): UpstreamPrice | null {
  return isOvertaken(before, askedAt) ? null : { ...before, state: kind, reason, answeredAt: now };
}

/**
 * Whether an answer was written down after this one was asked for. Two answers on their way at once may arrive in the
 * other order than they were given in: the older one would bring the older price back.
 */
function isOvertaken({ answeredAt }: UpstreamPrice, askedAt: number): boolean {
  return answeredAt !== null && answeredAt > askedAt;
}
