import type { Database } from '../../../../src/database/database.service.js';
import type { Quota } from '../reference/rows.js';

/** With the next version of the price book, as the catalogue writes it. */
export async function insertPrice(database: Database, values: readonly unknown[]): Promise<void> {
  const s = database.schema;
  await database.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO ${s}.products (product_id, name, product_type, unit_type, created_at, updated_at)
       VALUES ($1, $1, 'model', 'token', now(), now()) ON CONFLICT DO NOTHING`,
      [values[1]],
    );
    await tx.query(
      `INSERT INTO ${s}.prices (price_id, product_id, currency, unit_price, dimensions, free_tier_limit,
              free_tier_period, effective_from, effective_until, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())`,
      [...values],
    );
    await tx.query(`UPDATE ${s}.price_book SET version = version + 1`);
  });
}

/** In its owner's cell, as the quota room writes it. */
export async function insertQuota(
  database: Database,
  quota: Quota,
  cell: number,
  limit: string,
): Promise<void> {
  await database.query(
    `INSERT INTO ${database.schema}.billing_quotas (cell, quota_id, scope, scope_id, service_type, product_id,
            quota_limit, quota_period, window_start, enforcement, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now(), now())`,
    [
      cell,
      quota.quotaId,
      quota.scope,
      quota.scopeId,
      quota.serviceType,
      quota.productId ?? '',
      limit,
      quota.period,
      new Date(quota.windowStart).toISOString(),
      quota.enforcement,
    ],
  );
}
