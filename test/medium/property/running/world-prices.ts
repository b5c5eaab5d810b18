import { newId } from '../../../../src/engine/ids.js';
import type { Database } from '../../../../src/database/database.service.js';
import type { PricePlan } from '../program/program.js';
import { copyOf, type Books } from '../reference/books.js';
import { exact } from '../reference/exact.js';
import type { Price } from '../reference/rows.js';
import { insertPrice } from './catalogue-rows.js';
import type { WorldChange } from './world-change.js';

/** The prices of one run's products. */
export class WorldPrices {
  private readonly from = new Set<string>();

  /** @param products the last one is in no catalogue */
  constructor(
    private readonly database: Database,
    private readonly products: readonly string[],
  ) {}

  /** As the catalogue does it. Nothing where the product has a price from that instant. */
  async add(n: number, plan: PricePlan, now: number): Promise<WorldChange[]> {
    const index = n % (this.products.length - 1);
    const productId = this.products[index] as string;
    const from = now + plan.fromMs;
    if (this.from.has(`${productId} ${from}`)) return [];
    this.from.add(`${productId} ${from}`);
    const until = plan.lastsMs === null ? null : from + plan.lastsMs;
    const priceId = newId('price', 0);
    const dimensions = Object.entries(plan.dimensions).map(([name, unit_price]) => ({ name, unit_price }));
    await insertPrice(this.database, [
      priceId,
      productId,
      plan.currency,
      plan.unitPrice,
      dimensions.length > 0 ? JSON.stringify(dimensions) : null,
      plan.freeTier?.limit ?? null,
      plan.freeTier?.period ?? null,
      new Date(from).toISOString(),
      until === null ? null : new Date(until).toISOString(),
    ]);
    const price: Price = {
      priceId,
      currency: plan.currency,
      unitPrice: plan.unitPrice === null ? null : exact(plan.unitPrice),
      dimensions: dimensions.map(({ name, unit_price }) => ({ name, unitPrice: exact(unit_price) })),
      freeTier: plan.freeTier && { period: plan.freeTier.period, limit: exact(plan.freeTier.limit) },
      from,
      until,
    };
    const description = `${productId} has ${priceId} from ${new Date(from).toISOString()}: ${JSON.stringify(plan)}`;
    const apply = (books: Books): Books => {
      const next = copyOf(books);
      next.prices.set(productId, [...(books.prices.get(productId) ?? []), price]);
      return next;
    };
    return [{ description, apply }];
  }

  /** The catalogue is read whole by every engine: nothing of a run that is over stays in it. */
  async removeAll(): Promise<void> {
    const s = this.database.schema;
    await this.database.transaction(async (tx) => {
      await tx.query(`DELETE FROM ${s}.prices WHERE product_id = ANY($1)`, [this.products]);
      await tx.query(`DELETE FROM ${s}.products WHERE product_id = ANY($1)`, [this.products]);
      await tx.query(`UPDATE ${s}.price_book SET version = version + 1`);
    });
  }
}
