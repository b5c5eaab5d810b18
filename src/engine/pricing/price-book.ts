import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { PriceVersion } from '../../domain/rating/price.js';
import { PRICE_COLUMNS, type PriceRow, versionOf } from './price-row.js';
import { Prices } from './prices.js';

const MAX_READS = 10;

/**
 * All prices in memory, at a version. Each batch reads the version of the database after its locks; if that is newer,
 * the batch is rolled back, the book read again, and the batch run anew: a price holds for every batch that begins
 * after its commit.
 */
@Injectable()
export class PriceBook {
  private edition = Prices.NONE;
  private stale: ReadonlySet<string> = new Set();
  private loading: Promise<void> | null = null;
  private unanswered: (productId: string) => boolean = () => false;

  constructor(private readonly database: Database) {}

  /** The book as it is now. It does not change under who has it, while others may read it anew. */
  get prices(): Prices {
    return this.edition;
  }

  get isLoaded(): boolean {
    return this.edition !== Prices.NONE;
  }

  /** Whether the product has a price of any date. */
  has(productId: string): boolean {
    return this.edition.has(productId);
  }

  /** Whoever asks for prices elsewhere says for which products he had no answer. */
  followQuestions(unanswered: (productId: string) => boolean): void {
    this.unanswered = unanswered;
  }

  /** True of a product without a price whose price could not be asked for. */
  isUnanswered(productId: string): boolean {
    return !this.has(productId) && this.unanswered(productId);
  }

  /** Marks the prices with these ids as stale and no others: the mark goes with every charge at such a price. */
  markStale(priceIds: ReadonlySet<string>): void {
    const isSame = priceIds.size === this.stale.size && [...priceIds].every((id) => this.stale.has(id));
    if (isSame) return;
    this.stale = priceIds;
    if (this.isLoaded) this.edition = this.edition.marked(priceIds);
  }

  isAtLeast(version: bigint): boolean {
    return this.edition.isAtLeast(version);
  }

  priceAt(productId: string, at: number): PriceVersion | null {
    return this.edition.priceAt(productId, at);
  }

  /** Reads the book until it is this new: a read that is shared may have begun before the version was there. */
  async reach(version: bigint): Promise<void> {
    for (let reads = 0; !this.isAtLeast(version); reads += 1) {
      if (reads === MAX_READS) throw new Error(`The price book does not reach version ${version}`);
      await this.reload();
    }
  }

  /** Reads the book anew if the database has a newer one: for who has no batch that would notice. */
  async catchUp(): Promise<void> {
    await this.reach(await this.storedVersion());
  }

  /** Reads the book anew; callers at the same time share one read. */
  reload(): Promise<void> {
    this.loading ??= this.read().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  private async read(): Promise<void> {
    const s = this.database.schema;
    // The version first: prices that are committed in between are already valid, and the next version asks again.
    const version = await this.storedVersion();
    const rows = await this.database.query<PriceRow>(
      `SELECT ${PRICE_COLUMNS}
         FROM ${s}.prices ORDER BY product_id, effective_from`,
    );
    const products = new Map<string, PriceVersion[]>();
    for (const row of rows) {
      const versions = products.get(row.product_id);
      if (versions) versions.push(versionOf(row));
      else products.set(row.product_id, [versionOf(row)]);
    }
    const edition = new Prices(version, products);
    this.edition = this.stale.size === 0 ? edition : edition.marked(this.stale);
  }

  private async storedVersion(): Promise<bigint> {
    const [book] = await this.database.query<{ version: string }>(
      `SELECT version FROM ${this.database.schema}.price_book WHERE id = 1`,
    );
    return BigInt(book?.version ?? '0');
  }
}
