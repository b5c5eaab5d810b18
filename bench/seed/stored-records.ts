import type pg from 'pg';
import {
  CHARGE_AMOUNT,
  CHARGE_LINES,
  CURRENCY,
  METHOD,
  PRICE_ID,
  PRODUCT_ID,
  SERVICE_TYPE,
  UNIT_PRICE,
  USAGE_AMOUNT,
  USAGE_DETAILS,
} from '../workload/charge.js';
import { PAYER_GROUPS, SEED_TIME_HEX } from '../workload/payers.js';
import { OPENING_BALANCE } from './accounts.js';
import type { Schema } from '../lab/schemas.js';

/** Rows a statement: a few seconds each, so that an interruption is heard. */
const CHUNK = 200_000;
/** The charges of a seeded past are spread over so many days before now. */
const DAYS = 30;

/**
 * Fills a seeded schema with charges that the service might have made before, consistent in all tables: record,
 * posting, key and event each, roll-ups, balances, quotas, and the cells' event numbers. `onChunk` hears how many there are.
 */
export async function storeRecords(
  client: pg.Client,
  { name: schema, cells, accounts }: Schema,
  records: number,
  onChunk: (stored: number) => void,
): Promise<void> {
  const staging = `${schema}.bench_stored`;
  for (let from = 0; from < records; from += CHUNK) {
    const to = Math.min(records, from + CHUNK);
    await client.query('BEGIN');
    await stage(client, staging, { from, to, records, cells, accounts });
    for (const insert of INSERTS) await client.query(insert(schema, staging));
    await client.query(`DROP TABLE ${staging}`);
    await client.query('COMMIT');
    onChunk(to);
  }
  await sumUp(client, schema);
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly records: number;
  readonly cells: number;
  readonly accounts: number;
}

/** What all rows of a charge have in common: the payer (every one equally often), the ids, the time, its number. */
async function stage(client: pg.Client, staging: string, range: Range): Promise<void> {
  const { from, to, records, cells, accounts } = range;
  const { prefix, digit } = PAYER_GROUPS.completed;
  await client.query(`
    CREATE UNLOGGED TABLE ${staging} AS
    SELECT n, cell, user_id, account_id, at, quota_id, turn,
           lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(cell), 3, '0') || '8'
             || lpad(to_hex(n), 15, '0') AS digits
      FROM (SELECT n, p % ${cells} AS cell, '${prefix}' || p AS user_id, 'user:${prefix}' || p AS account_id,
                   'quota_${SEED_TIME_HEX}7' || lpad(to_hex(p % ${cells}), 3, '0') || '8${digit}'
                     || lpad(to_hex(p), 14, '0') AS quota_id,
                   n / ${accounts} + 1 AS turn,
                   now() - interval '1 hour' - interval '${DAYS} days' * (1 - n::float8 / ${records}) AS at
              FROM (SELECT n, (n % ${accounts})::int AS p FROM generate_series(${from}::bigint, ${to - 1}) AS n) AS numbers
           ) AS charges`);
}

const WINDOW = `date_trunc('month', at, 'UTC')`;
const QUOTA_USES = `jsonb_build_array(jsonb_build_object('quota_id', quota_id, 'window_start',
  to_char(${WINDOW} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'quantity', '${USAGE_AMOUNT}'))`;
const EVENT = JSON.stringify({
  from: null,
  to: 'completed',
  amount: CHARGE_AMOUNT,
  currency: CURRENCY,
  billing_method: METHOD,
});
/** The payer's balance after his `turn`-th charge. */
const BALANCE_AFTER = `(${OPENING_BALANCE} - turn * ${CHARGE_AMOUNT})`;

type Insert = (schema: string, staging: string) => string;

const INSERTS: readonly Insert[] = [
  (schema, staging) => `
    INSERT INTO ${schema}.billing_records (cell, billing_id, account_id, user_id, product_id, service_type, model,
           usage_amount, unit_price, total_amount, currency, billing_method, billing_status, usage_timestamp,
           usage_details, price_id, charge_lines, quota_uses, wallet_transaction_id, created_at, updated_at)
    SELECT cell, 'bill_' || digits, account_id, user_id, '${PRODUCT_ID}', '${SERVICE_TYPE}', '${USAGE_DETAILS.model}',
           ${USAGE_AMOUNT}, ${UNIT_PRICE}, ${CHARGE_AMOUNT}, '${CURRENCY}', '${METHOD}', 'completed', at,
           '${JSON.stringify(USAGE_DETAILS)}', '${PRICE_ID}', '${CHARGE_LINES}', ${QUOTA_USES}, 'txn_' || digits, at, at
      FROM ${staging} ORDER BY n`,
  (schema, staging) => `
    INSERT INTO ${schema}.postings (cell, account_id, posting_id, currency, source, destination, amount, operation,
           billing_id, balance_after, created_at)
    SELECT cell, account_id, digits::uuid, '${CURRENCY}', 'available', 'revenue', ${CHARGE_AMOUNT}, 'charge',
           'bill_' || digits, ${BALANCE_AFTER}, at
      FROM ${staging} ORDER BY n`,
  (schema, staging) => `
    INSERT INTO ${schema}.idempotency_keys (cell, account_id, operation, key, fingerprint, outcome, billing_id,
           created_at)
    SELECT cell, account_id, 'charge', 'stored-' || n, sha256(digits::bytea), json_build_object('kind', 'charge',
           'billingId', 'bill_' || digits, 'status', 'completed', 'amount', '${CHARGE_AMOUNT}', 'currency', '${CURRENCY}',
           'method', '${METHOD}', 'walletBalance', ${BALANCE_AFTER}::text, 'creditBalance', '0', 'walletTransactionId',
           'txn_' || digits, 'paymentTransactionId', NULL, 'attemptId', NULL, 'quotaWarnings', '[]'::json, 'refusal',
           NULL), 'bill_' || digits, at
      FROM ${staging} ORDER BY n`,
  (schema, staging) => `
    INSERT INTO ${schema}.billing_events (cell, seq, event_type, account_id, billing_id, payload, created_at)
    SELECT s.cell, c.seq + row_number() OVER (PARTITION BY s.cell ORDER BY n), 'billing_processed', account_id,
           'bill_' || digits, '${EVENT}', at
      FROM ${staging} s JOIN ${schema}.cells c ON c.cell = s.cell ORDER BY n`,
  (schema, staging) => `
    UPDATE ${schema}.cells c SET seq = seq + s.count
      FROM (SELECT cell, count(*) FROM ${staging} GROUP BY cell) s WHERE c.cell = s.cell`,
  (schema, staging) => `
    INSERT INTO ${schema}.usage_rollups AS r (cell, account_id, usage_hour, user_id, organization_id, agent_id,
           product_id, service_type, model, billing_method, billing_status, currency, record_count, quantity, charged,
           refunded, cost_failed, cost_pending)
    SELECT cell, account_id, date_trunc('hour', at, 'UTC'), user_id, '', '', '${PRODUCT_ID}', '${SERVICE_TYPE}',
           '${USAGE_DETAILS.model}', '${METHOD}', 'completed', '${CURRENCY}', count(*), count(*) * ${USAGE_AMOUNT},
           count(*) * ${CHARGE_AMOUNT}, 0, 0, 0
      FROM ${staging} GROUP BY 1, 2, 3, 4
    ON CONFLICT ON CONSTRAINT usage_rollups_pkey
    DO UPDATE SET record_count = r.record_count + EXCLUDED.record_count, quantity = r.quantity + EXCLUDED.quantity,
       charged = r.charged + EXCLUDED.charged`,
];

/** Balances and quotas of this month once, from what is there now. */
async function sumUp(client: pg.Client, schema: string): Promise<void> {
  await client.query(`
    UPDATE ${schema}.balances b SET available = available - p.amount
      FROM (SELECT cell, account_id, sum(amount) AS amount FROM ${schema}.postings
             WHERE operation = 'charge' GROUP BY cell, account_id) p
     WHERE b.cell = p.cell AND b.account_id = p.account_id`);
  await client.query(`
    UPDATE ${schema}.billing_quotas q SET quota_used = r.quantity
      FROM (SELECT user_id, sum(usage_amount) AS quantity FROM ${schema}.billing_records
             WHERE created_at >= date_trunc('month', now(), 'UTC') GROUP BY user_id) r
     WHERE q.scope = 'user' AND q.scope_id = r.user_id`);
}
