import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { fromNumeric, decimal } from '../domain/decimal.js';
import { priceAt, type PriceVersion } from '../domain/price.js';
import type { FreeTierPeriod } from '../domain/vocabulary.js';

interface PriceRow {
  readonly price_id: string;
  readonly product_id: string;
  readonly currency: string;
  readonly unit_price: string | null;
  readonly dimensions: readonly { readonly name: string; readonly unit_price: string }[] | null;
  readonly free_tier_limit: string | null;
  readonly free_tier_period: FreeTierPeriod | null;
  readonly effective_from: Date;
  readonly effective_until: Date | null;
}

const MAX_READS = 10;

/** All prices at one version. */
export class Prices {
  constructor(
    private readonly version: bigint,
    private readonly products: ReadonlyMap<string, readonly PriceVersion[]>,
  ) {}

  isAtLeast(version: bigint): boolean {
    return this.version >= version;
  }

  priceAt(productId: string, at: number): PriceVersion | null {
    const versions = this.products.get(productId);
    return versions ? priceAt(versions, at) : null;
  }
}

/**
 * All prices in memory, at a version. Each batch reads the version of the database after its locks; if that is newer,
 * the batch is rolled back, the book read again, and the batch run anew: a price holds for every batch that begins
 * after its commit.
 */
@Injectable()
export class PriceBook {
  private edition = new Prices(-1n, new Map());
  private loading: Promise<void> | null = null;

  constructor(private readonly database: Database) {}

  /** The book as it is now. It does not change under who has it, while others may read it anew. */
  get prices(): Prices {
    return this.edition;
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
    const [book] = await this.database.query<{ version: string }>(
      `SELECT version FROM ${s}.price_book WHERE id = 1`,
    );
    const rows = await this.database.query<PriceRow>(
      `SELECT price_id, product_id, currency, unit_price, dimensions, free_tier_limit, free_tier_period,
              effective_from, effective_until
         FROM ${s}.prices ORDER BY product_id, effective_from`,
    );
    const products = new Map<string, PriceVersion[]>();
    for (const row of rows) {
      const versions = products.get(row.product_id);
      if (versions) versions.push(versionOf(row));
      else products.set(row.product_id, [versionOf(row)]);
    }
    this.edition = new Prices(BigInt(book?.version ?? '0'), products);
  }
}

function versionOf(row: PriceRow): PriceVersion {
  return {
    priceId: row.price_id,
    productId: row.product_id,
    currency: row.currency,
    unitPrice: row.unit_price === null ? null : fromNumeric(row.unit_price),
    dimensions:
      row.dimensions?.map(({ name, unit_price }) => ({ name, unitPrice: decimal(unit_price) })) ?? null,
    freeTier:
      row.free_tier_limit === null || row.free_tier_period === null
        ? null
        : { limit: fromNumeric(row.free_tier_limit), period: row.free_tier_period },
    effectiveFrom: row.effective_from.getTime(),
    effectiveUntil: row.effective_until?.getTime() ?? null,
  };
}
