import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { Database } from '../../database/database.service.js';
import { PriceEntity } from '../../database/entities/price.entity.js';
import { ProductEntity } from '../../database/entities/product.entity.js';
import type { Reader } from '../../database/pacing/patience.js';
import type { Queryable } from '../../database/queryable.js';
import { Reads } from '../../database/reads/reads.service.js';
import { formatQuantity } from '../../domain/decimal.js';
import { MAX_PRICES_OF_A_PRODUCT } from '../../domain/limits.js';
import type { PriceVersion } from '../../domain/rating/price.js';
import { PRICE_COLUMNS, type PriceRow, versionOf } from '../../engine/pricing/price-row.js';
import { priceVersionOf } from './price-version.mapper.js';
import type { Product } from './product.client.js';

export type NewProduct = Omit<Product, 'createdAt'>;

/** The tables of the catalogue. Rows are only ever added: what was sold at a price can be explained for ever. */
@Injectable()
export class CatalogueStore {
  constructor(
    private readonly database: Database,
    private readonly reads: Reads,
    @InjectRepository(ProductEntity) private readonly products: Repository<ProductEntity>,
    @InjectRepository(PriceEntity) private readonly prices: Repository<PriceEntity>,
  ) {}

  findProduct(productId: string): Promise<Product | null> {
    return this.products.findOneBy({ productId });
  }

  /** Whether the product exists, as a transaction sees it. */
  async hasProduct(tx: Queryable, productId: string): Promise<boolean> {
    const rows = await tx.query(`SELECT FROM ${this.database.schema}.products WHERE product_id = $1`, [
      productId,
    ]);
    return rows.length > 0;
  }

  /** The version that began last, ended or not, as a transaction sees it. */
  async latestPrice(tx: Queryable, productId: string, at: number): Promise<PriceVersion | null> {
    const [row] = await tx.query<PriceRow>(
      `SELECT ${PRICE_COLUMNS}
         FROM ${this.database.schema}.prices
        WHERE product_id = $1 AND effective_from <= $2
        ORDER BY effective_from DESC LIMIT 1`,
      [productId, new Date(at)],
    );
    return row ? versionOf(row) : null;
  }

  /** A page of the catalogue by id, and how many products there are in all. */
  async listProducts(
    limit: number,
    offset: number,
    reader: Reader,
  ): Promise<{ products: Product[]; total: number }> {
    const [products, total] = await this.reads.run(reader, (_tx, manager) =>
      manager.findAndCount(ProductEntity, { order: { productId: 'ASC' }, take: limit, skip: offset }),
    );
    return { products, total };
  }

  /** Every version of the product's price, oldest first. */
  async pricesOf(productId: string): Promise<PriceVersion[]> {
    const prices = await this.prices.find({
      where: { productId },
      order: { effectiveFrom: 'ASC' },
      take: MAX_PRICES_OF_A_PRODUCT,
    });
    return prices.map(priceVersionOf);
  }

  /** Answers the product as stored, or null when the id is taken. */
  async insertProduct(tx: Queryable, product: NewProduct): Promise<Product | null> {
    const [row] = await tx.query<{ created_at: Date }>(
      `INSERT INTO ${this.database.schema}.products AS p
         (product_id, name, product_type, unit_type, description, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, now(), now())
       ON CONFLICT (product_id) DO NOTHING
       RETURNING p.created_at`,
      [product.productId, product.name, product.productType, product.unitType, product.description],
    );
    return row ? { ...product, createdAt: row.created_at } : null;
  }

  /**
   * False when the product has a price from the same instant. The version of the price book moves in the same
   * transaction, which is how batches notice that their book is old.
   */
  async insertPrice(tx: Queryable, price: PriceVersion): Promise<boolean> {
    const inserted = await tx.query(
      `INSERT INTO ${this.database.schema}.prices AS p
         (price_id, product_id, currency, unit_price, dimensions, free_tier_limit, free_tier_period,
          effective_from, effective_until, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())
       ON CONFLICT (product_id, effective_from) DO NOTHING
       RETURNING p.price_id`,
      [
        price.priceId,
        price.productId,
        price.currency,
        price.unitPrice && formatQuantity(price.unitPrice),
        price.dimensions && dimensionsJson(price.dimensions),
        price.freeTier && formatQuantity(price.freeTier.limit),
        price.freeTier && price.freeTier.period,
        new Date(price.effectiveFrom),
        price.effectiveUntil === null ? null : new Date(price.effectiveUntil),
      ],
    );
    if (inserted.length === 0) return false;
    await tx.query(`UPDATE ${this.database.schema}.price_book SET version = version + 1 WHERE id = 1`);
    return true;
  }

  /**
   * How many prices there are, of the product and in all, counted no further than one past each bound. Exact after
   * {@link insertPrice} in the same transaction: the row of the price book lets one writer in at a time.
   */
  async countPrices(tx: Queryable, productId: string, most: { ofProduct: number; inAll: number }) {
    const prices = `${this.database.schema}.prices`;
    const [row] = await tx.query<{ of_product: number; in_all: number }>(
      `SELECT (SELECT count(*)::int FROM (SELECT FROM ${prices} WHERE product_id = $1 LIMIT $2) p) AS of_product,
              (SELECT count(*)::int FROM (SELECT FROM ${prices} LIMIT $3) p) AS in_all`,
      [productId, most.ofProduct + 1, most.inAll + 1],
    );
    return { ofProduct: row?.of_product ?? 0, inAll: row?.in_all ?? 0 };
  }

  /** The price that begins at exactly this instant. */
  async findPriceId(tx: Queryable, productId: string, effectiveFrom: number): Promise<string | null> {
    const [row] = await tx.query<{ price_id: string }>(
      `SELECT price_id FROM ${this.database.schema}.prices WHERE product_id = $1 AND effective_from = $2`,
      [productId, new Date(effectiveFrom)],
    );
    return row?.price_id ?? null;
  }
}

/** `[{"name", "unit_price"}]` in the order in which allowances are taken. */
function dimensionsJson(dimensions: NonNullable<PriceVersion['dimensions']>): string {
  return JSON.stringify(
    dimensions.map(({ name, unitPrice }) => ({ name, unit_price: formatQuantity(unitPrice) })),
  );
}
