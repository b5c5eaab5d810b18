import type pg from 'pg';
import { INSERT_RECORD } from './record-draft.js';

/** A named statement is prepared once a connection. */
type Statement = Pick<pg.QueryConfig, 'name' | 'text'>;

export type RivalStatements = Readonly<Record<keyof typeof TEXTS, Statement>>;

/** The textbook's statements on the service's own tables, in the order in which they run. */
const TEXTS = {
  lockAccount: `SELECT FROM {schema}.accounts WHERE cell = $1 AND account_id = $2 FOR NO KEY UPDATE`,
  findKey: `
    SELECT outcome FROM {schema}.idempotency_keys
    WHERE cell = $1 AND account_id = $2 AND operation = 'charge' AND key = $3`,
  readBalance: `SELECT available FROM {schema}.balances WHERE cell = $1 AND account_id = $2 AND currency = $3`,
  consumeQuota: `
    UPDATE {schema}.billing_quotas SET quota_used = quota_used + $3, updated_at = $4
    WHERE cell = $1 AND quota_id = $2 AND quota_used + $3 <= quota_limit`,
  insertRecord: INSERT_RECORD,
  debitBalance: `
    UPDATE {schema}.balances SET available = available - $4, updated_at = $5
    WHERE cell = $1 AND account_id = $2 AND currency = $3 RETURNING available`,
  insertPosting: `
    INSERT INTO {schema}.postings (cell, account_id, posting_id, currency, source, destination, amount, operation,
      billing_id, balance_after, created_at)
    VALUES ($1, $2, $3, $4, 'available', 'revenue', $5, 'charge', $6, $7, $8)`,
  countRefusal: `
    UPDATE {schema}.accounts
    SET refusal_count = CASE WHEN refusal_minute = date_trunc('minute', $3::timestamptz) THEN refusal_count + 1 ELSE 1 END,
      refusal_minute = date_trunc('minute', $3::timestamptz)
    WHERE cell = $1 AND account_id = $2`,
  upsertRollup: `
    INSERT INTO {schema}.usage_rollups AS r (cell, account_id, usage_hour, user_id, organization_id, agent_id,
      product_id, service_type, model, billing_method, billing_status, currency, record_count, quantity, charged,
      refunded, cost_failed, cost_pending)
    VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8, $9, $10, $11, 1, $12, $13, 0, $14, 0)
    ON CONFLICT (cell, account_id, usage_hour, user_id, organization_id, agent_id, product_id, service_type, model,
      billing_method, billing_status, currency)
    DO UPDATE SET record_count = r.record_count + 1, quantity = r.quantity + EXCLUDED.quantity,
      charged = r.charged + EXCLUDED.charged, cost_failed = r.cost_failed + EXCLUDED.cost_failed`,
  insertKey: `
    INSERT INTO {schema}.idempotency_keys (cell, account_id, operation, key, fingerprint, outcome, billing_id, created_at)
    VALUES ($1, $2, 'charge', $3, $4, $5, $6, $7)`,
  nextSeq: `UPDATE {schema}.cells SET seq = seq + 1 WHERE cell = $1 RETURNING seq`,
  insertNumberedEvent: `
    INSERT INTO {schema}.billing_events (cell, account_id, billing_id, event_type, payload, created_at, seq)
    VALUES ($1, $2, $3, $4, $5, $6, $7)`,
  insertEvent: `
    INSERT INTO {schema}.billing_events (cell, account_id, billing_id, event_type, payload, created_at, seq)
    VALUES ($1, $2, $3, $4, $5, $6, -nextval('{schema}.rival_event_seq'))`,
} as const;

export function rivalStatements(schema: string): RivalStatements {
  const entries = Object.entries(TEXTS).map(([name, text]) => [
    name,
    { name, text: text.replaceAll('{schema}', schema) },
  ]);
  return Object.fromEntries(entries) as Record<keyof typeof TEXTS, Statement>;
}
