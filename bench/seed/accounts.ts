import type pg from 'pg';
import {
  CURRENCY,
  PRICE_ID,
  PRODUCT_ID,
  SERVICE_TYPE,
  UNIT_PRICE,
  type ExpectedOutcome,
} from '../workload/charge.js';
import { ORGANIZATION_QUOTA, PAYER_GROUPS, SEED_TIME_HEX } from '../workload/payers.js';

/** Enough that nobody runs out of it. */
export const OPENING_BALANCE = '1000000000';
const QUOTA_LIMIT = '1000000000000';
/** Of those whom every charge is refused. */
const REFUSED_ACCOUNTS = 1_024;

/** Fills a migrated schema, set-based: the catalogue, the organisation, and payers spread evenly over the cells. */
export async function seed(client: pg.Client, schema: string, accounts: number): Promise<void> {
  const { rows } = await client.query<{ cells: number }>(
    `SELECT count(*)::int AS cells FROM ${schema}.cells`,
  );
  const cells = rows[0]?.cells ?? 1;
  await seedCatalogue(client, schema);
  await seedOrganization(client, schema);
  await seedPayers(client, schema, 'completed', accounts, cells);
  await seedPayers(client, schema, 'no money', REFUSED_ACCOUNTS, cells);
  await seedPayers(client, schema, 'over quota', REFUSED_ACCOUNTS, cells);
}

async function seedPayers(
  client: pg.Client,
  schema: string,
  group: ExpectedOutcome,
  count: number,
  cells: number,
): Promise<void> {
  const { prefix, digit } = PAYER_GROUPS[group];
  const balance = group === 'no money' ? '0' : OPENING_BALANCE;
  // The rules of `workload/payers.ts`, in SQL.
  const payers = `(
    SELECT i, i % ${cells} AS cell, '${prefix}' || i AS user_id, 'user:${prefix}' || i AS account_id,
           '${SEED_TIME_HEX}7' || lpad(to_hex(i % ${cells}), 3, '0') || '8${digit}' || lpad(to_hex(i), 14, '0') AS digits
      FROM generate_series(0, ${count - 1}) AS i) AS p`;
  await client.query(`
    INSERT INTO ${schema}.owners (owner_kind, owner_id, cell) SELECT 'user', user_id, cell FROM ${payers}`);
  await client.query(`
    INSERT INTO ${schema}.accounts (cell, account_id, created_at) SELECT cell, account_id, now() FROM ${payers}`);
  await client.query(`
    INSERT INTO ${schema}.balances (cell, account_id, wallet_id, currency, available, created_at, updated_at)
    SELECT cell, account_id, 'wal_' || digits, '${CURRENCY}', ${balance}, now(), now() FROM ${payers}`);
  if (balance !== '0') await seedDeposits(client, schema, payers);
  await seedQuotas(
    client,
    schema,
    `SELECT cell, 'quota_' || digits, 'user', user_id, ${group === 'over quota' ? '0' : QUOTA_LIMIT} FROM ${payers}`,
  );
}

/** Where the balances come from, told as the service would: a posting each, and the answer to its key. */
async function seedDeposits(client: pg.Client, schema: string, payers: string): Promise<void> {
  await client.query(`
    INSERT INTO ${schema}.postings (cell, account_id, posting_id, currency, source, destination, amount, operation,
           balance_after, created_at)
    SELECT cell, account_id, digits::uuid, '${CURRENCY}', 'deposits', 'available', ${OPENING_BALANCE}, 'deposit',
           ${OPENING_BALANCE}, now() FROM ${payers}`);
  await client.query(`
    INSERT INTO ${schema}.idempotency_keys (cell, account_id, operation, key, fingerprint, outcome, created_at)
    SELECT cell, account_id, 'deposit', 'seed', sha256(digits::bytea), json_build_object('kind', 'wallet',
           'walletId', 'wal_' || digits, 'accountId', account_id, 'currency', '${CURRENCY}', 'available',
           '${OPENING_BALANCE}', 'held', '0', 'credits', '0', 'overdraftLimit', '0', 'transaction', json_build_object(
             'transactionId', 'txn_' || digits, 'type', 'deposit', 'amount', '${OPENING_BALANCE}', 'balanceBefore', '0',
             'balanceAfter', '${OPENING_BALANCE}', 'description', NULL, 'referenceId', NULL), 'transferId', NULL), now()
      FROM ${payers}`);
}

async function seedOrganization(client: pg.Client, schema: string): Promise<void> {
  const { cell, quotaId, scopeId } = ORGANIZATION_QUOTA;
  await client.query(
    `INSERT INTO ${schema}.owners (owner_kind, owner_id, cell) VALUES ('organization', '${scopeId}', ${cell})`,
  );
  await seedQuotas(
    client,
    schema,
    `VALUES (${cell}, '${quotaId}', 'organization', '${scopeId}', ${QUOTA_LIMIT})`,
  );
}

/** Hard ones, by the month. `scopes` gives cell, id, scope, scope id and limit. */
async function seedQuotas(client: pg.Client, schema: string, scopes: string): Promise<void> {
  await client.query(`
    INSERT INTO ${schema}.billing_quotas (cell, quota_id, scope, scope_id, service_type, quota_limit, quota_period,
           window_start, enforcement, created_at, updated_at)
    SELECT cell, quota_id, scope, scope_id, '${SERVICE_TYPE}', quota_limit, 'monthly',
           date_trunc('month', now(), 'UTC'), 'hard', now(), now()
      FROM (${scopes}) AS s (cell, quota_id, scope, scope_id, quota_limit)`);
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
    [PRICE_ID, PRODUCT_ID, CURRENCY, UNIT_PRICE],
  );
  await client.query(`UPDATE ${schema}.price_book SET version = version + 1`);
}
