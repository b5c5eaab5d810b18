import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';

/** A record that waits for its product's price. */
export interface UnpricedRecord {
  readonly billingId: string;
  readonly accountId: string;
  /** Epoch milliseconds: the price of then is the one that counts. */
  readonly usageAt: number;
}

/** Finds the records that have no price. Their index holds no others, and is left when a price is there. */
@Injectable()
export class UnpricedUsageStore {
  constructor(private readonly database: Database) {}

  /** Products with such records by id, from the one after `after` on. Steps from product to product in the index. */
  async products(after: string, limit: number): Promise<string[]> {
    const next = `SELECT product_id FROM ${this.database.schema}.billing_records
                   WHERE price_id IS NULL AND product_id >`;
    const rows = await this.database.query<{ product_id: string }>(
      `WITH RECURSIVE products AS (
         (${next} $1 ORDER BY product_id LIMIT 1)
         UNION ALL
         SELECT (${next} p.product_id ORDER BY product_id LIMIT 1) FROM products p WHERE p.product_id IS NOT NULL)
       SELECT product_id FROM products WHERE product_id IS NOT NULL LIMIT $2`,
      [after, limit],
    );
    return rows.map((row) => row.product_id);
  }

  /** The product's pending records by id, from the one after `after` on. */
  async pendingOf(productId: string, after: string, limit: number): Promise<UnpricedRecord[]> {
    const rows = await this.database.query<{ billing_id: string; account_id: string; usage_timestamp: Date }>(
      `SELECT billing_id, account_id, usage_timestamp
         FROM ${this.database.schema}.billing_records
        WHERE price_id IS NULL AND product_id = $1 AND billing_id > $2 AND billing_status = 'pending'
        ORDER BY billing_id LIMIT $3`,
      [productId, after, limit],
    );
    return rows.map((row) => ({
      billingId: row.billing_id,
      accountId: row.account_id,
      usageAt: row.usage_timestamp.getTime(),
    }));
  }
}
