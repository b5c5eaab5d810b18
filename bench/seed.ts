import type pg from 'pg';
import { newId, uuidV7Hex } from '../src/engine/ids.js';
import { CURRENCY, PRODUCT_ID, SERVICE_TYPE, UNIT_PRICE } from './contender.js';

export interface Account {
  readonly userId: string;
  readonly accountId: string;
  readonly cell: number;
  readonly quotaId: string;
}

const OPENING_BALANCE = '1000000000';

/** Accounts spread evenly over the cells, each with a hard quota of its own that none will reach. */
export function benchAccounts(count: number, cells: number): Account[] {
  return Array.from({ length: count }, (_, index) => {
    const userId = `bench-user-${index}`;
    const cell = index % cells;
    return { userId, accountId: `user:${userId}`, cell, quotaId: newId('quota', cell) };
  });
}

/** Fills one schema with the product and the funded accounts, the same for every contender. */
export async function seed(client: pg.Client, schema: string, accounts: readonly Account[]): Promise<void> {
  await seedCatalogue(client, schema);
  const cells = accounts.map((account) => account.cell);
  const accountIds = accounts.map((account) => account.accountId);
  const userIds = accounts.map((account) => account.userId);
  await client.query(
    `INSERT INTO ${schema}.owners (owner_kind, owner_id, cell)
     SELECT 'user', * FROM unnest($1::text[], $2::smallint[])`,
    [userIds, cells],
  );
  await client.query(
    `INSERT INTO ${schema}.accounts (cell, account_id, created_at)
     SELECT *, now() FROM unnest($1::smallint[], $2::text[])`,
    [cells, accountIds],
  );
  await client.query(
    `INSERT INTO ${schema}.balances (cell, account_id, wallet_id, currency, available, created_at, updated_at)
     SELECT *, $4, $5, now(), now() FROM unnest($1::smallint[], $2::text[], $3::text[])`,
    [cells, accountIds, cells.map((cell) => newId('wallet', cell)), CURRENCY, OPENING_BALANCE],
  );
  await client.query(
    `INSERT INTO ${schema}.postings
       (cell, account_id, posting_id, currency, source, destination, amount, operation, balance_after, created_at)
     SELECT *, $4, 'external', 'available', $5::numeric, 'deposit', $5::numeric, now()
     FROM unnest($1::smallint[], $2::text[], $3::uuid[])`,
    [cells, accountIds, cells.map((cell) => uuidV7Hex(cell, Date.now())), CURRENCY, OPENING_BALANCE],
  );
  await client.query(
    `INSERT INTO ${schema}.billing_quotas (cell, quota_id, scope_id, scope, service_type, quota_limit, quota_period,
       window_start, enforcement, created_at, updated_at)
     SELECT *, 'user', $4, $5, 'monthly', date_trunc('month', now(), 'UTC'), 'hard', now(), now()
     FROM unnest($1::smallint[], $2::text[], $3::text[])`,
    [cells, accounts.map((account) => account.quotaId), userIds, SERVICE_TYPE, OPENING_BALANCE],
  );
}

async function seedCatalogue(client: pg.Client, schema: string): Promise<void> {
  await client.query(
    `INSERT INTO ${schema}.products (product_id, name, product_type, unit_type, created_at, updated_at)
     VALUES ($1, $1, 'model', 'token', now(), now())`,
    [PRODUCT_ID],
  );
  await client.query(
    `INSERT INTO ${schema}.prices (price_id, product_id, currency, unit_price, effective_from, created_at)
     VALUES ($1, $2, $3, $4, 'epoch', now())`,
    [newId('price', 0), PRODUCT_ID, CURRENCY, UNIT_PRICE],
  );
  await client.query(`UPDATE ${schema}.price_book SET version = version + 1`);
}
