import type { Database } from '../../../../src/database/database.service.js';
import { nameOf } from '../reference/books.js';
import type { Event } from '../reference/rows.js';
import { exact, textOf } from '../reference/exact.js';
import { wordless } from './canonical.js';
import { counted, type Tables } from './tables.js';

type Row = Readonly<Record<string, unknown>>;

/** Every table that commands write, as far as these accounts and quotas are concerned; `$1` names them. */
const READS: Readonly<Record<string, string>> = {
  balances: `SELECT account_id, currency, wallet_id, available, held, credits, overdraft_limit
               FROM balances WHERE account_id = ANY($1)`,
  records: `SELECT billing_id, account_id, user_id, organization_id, agent_id, subscription_id, product_id,
                   service_type, usage_amount, unit_price, total_amount, currency, billing_method, billing_status,
                   failure_reason, usage_timestamp, price_id, charge_lines, quota_uses, refunded_amount,
                   wallet_transaction_id, payment_transaction_id, taken_amount, created_at
              FROM billing_records WHERE account_id = ANY($1)`,
  postings: `SELECT 'txn_' || replace(posting_id::text, '-', '') AS transaction_id, account_id, currency, source,
                    destination, amount, operation, billing_id, balance_after, reference_id, description, metadata,
                    created_at
               FROM postings WHERE account_id = ANY($1)`,
  allowances: `SELECT account_id, product_id, source, period_start, used
                 FROM allowance_counters WHERE account_id = ANY($1)`,
  quotas: `SELECT quota_id, quota_used, window_start, quota_limit, enforcement
             FROM billing_quotas WHERE quota_id = ANY($1)`,
  refusals: `SELECT account_id, refusal_minute, refusal_count
               FROM accounts WHERE account_id = ANY($1) AND refusal_count > 0`,
  keys: `SELECT account_id, operation, key, outcome, billing_id
           FROM idempotency_keys WHERE account_id = ANY($1)`,
  attempts: `SELECT attempt_id, account_id, kind, billing_id, state, currency, amount, details, operation, key,
                    due_at, checks, lease_number, transaction_id, failure_reason
               FROM settlement_attempts WHERE account_id = ANY($1)`,
  debts: `SELECT account_id, billing_method, currency, amount
            FROM carried_amounts WHERE account_id = ANY($1) AND amount <> 0`,
  subscriptions: `SELECT subscription_id, account_id, user_id, plan_id, status, billing_cycle, anchor_at,
                         included_products
                    FROM subscriptions WHERE account_id = ANY($1)`,
  cards: `SELECT payment_method_id, account_id, token, removed_at IS NOT NULL AS removed
            FROM payment_methods WHERE account_id = ANY($1)`,
  rollups: `SELECT account_id, usage_hour, user_id, organization_id, agent_id, product_id, service_type, model,
                   billing_method, billing_status, currency, record_count, quantity, charged, refunded, cost_failed,
                   cost_pending
              FROM usage_rollups WHERE account_id = ANY($1)`,
  events: `SELECT cell, event_type, account_id, billing_id, payload, created_at
             FROM billing_events WHERE account_id = ANY($1) ORDER BY cell, seq`,
};

/** The columns that name a row. Without them rows are counted. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  balances: ['account_id', 'currency'],
  records: ['billing_id'],
  allowances: ['account_id', 'product_id', 'source', 'period_start'],
  quotas: ['quota_id'],
  refusals: ['account_id'],
  keys: ['account_id', 'operation', 'key'],
  attempts: ['attempt_id'],
  debts: ['account_id', 'billing_method', 'currency'],
  subscriptions: ['subscription_id'],
  cards: ['payment_method_id'],
  rollups: [
    'account_id',
    'usage_hour',
    'user_id',
    'organization_id',
    'agent_id',
    'product_id',
    'service_type',
    'model',
    'billing_method',
    'billing_status',
    'currency',
  ],
};

const AMOUNTS = new Set([
  'available',
  'held',
  'credits',
  'overdraft_limit',
  'usage_amount',
  'unit_price',
  'total_amount',
  'refunded_amount',
  'taken_amount',
  'amount',
  'balance_after',
  'used',
  'quota_used',
  'quota_limit',
  'quantity',
  'charged',
  'refunded',
  'cost_failed',
  'cost_pending',
]);

export interface StoredBooks {
  readonly rows: Readonly<Record<string, readonly Row[]>>;
  /** In the order of their numbers. */
  readonly events: ReadonlyMap<number, readonly Event[]>;
}

/** What the database holds in the end. */
export async function readStoredBooks(
  database: Database,
  accounts: readonly string[],
  quotaIds: readonly string[],
): Promise<StoredBooks> {
  const rows: Record<string, readonly Row[]> = {};
  for (const [table, sql] of Object.entries(READS)) {
    const inSchema = sql.replace(/\bFROM (\w+)/, `FROM ${database.schema}.$1`);
    const read = await database.query<Row>(inSchema, [table === 'quotas' ? quotaIds : accounts]);
    rows[table] = read.map(plain);
  }
  const events = new Map<number, Event[]>();
  for (const { cell, event_type, account_id, billing_id, payload, created_at } of rows['events'] ?? []) {
    const event = {
      type: event_type as string,
      account: account_id as string,
      billingId: billing_id as string | null,
      payload: payload as Event['payload'],
      createdAt: Date.parse(created_at as string),
    };
    events.set(cell as number, [...(events.get(cell as number) ?? []), event]);
  }
  return { rows, events };
}

function plain(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (value instanceof Date) return [column, value.toISOString()];
      if (AMOUNTS.has(column) && typeof value === 'string') return [column, textOf(exact(value))];
      return [column, value];
    }),
  );
}

/** The stored rows as the reference would name them; ids of postings only where an answer told them. */
export function storedTables({ rows }: StoredBooks, toldTransactions: ReadonlySet<string>): Tables {
  const tables: Record<string, ReadonlyMap<string, unknown>> = {};
  for (const [table, list] of Object.entries(rows)) {
    const names = NAMES[table];
    if (names) {
      const named = list.filter((row) => table !== 'rollups' || counts(row));
      tables[table] = new Map(
        named.map((row) => [
          nameOf(...names.map((name) => row[name] as string)),
          wordless(Object.fromEntries(Object.entries(row).filter(([column]) => !names.includes(column)))),
        ]),
      );
    }
  }
  tables['postings'] = counted(
    (rows['postings'] ?? []).map((row) => ({
      ...row,
      transaction_id: toldTransactions.has(row['transaction_id'] as string) ? row['transaction_id'] : null,
    })),
  );
  return tables;
}

/** A status that every record has left stays as a row of zeros. */
function counts(row: Row): boolean {
  return ['record_count', 'quantity', 'charged', 'refunded', 'cost_failed', 'cost_pending'].some(
    (column) => row[column] !== '0',
  );
}
