import { attemptTexts } from './attempts.sql.js';
import { named } from './statement.js';

/**
 * The statements that write what a portion of a batch decided: a fixed number whatever its size. Values come as
 * arrays, one a column.
 *
 * Rows that exist (they are locked) are changed by ON CONFLICT, which goes straight to their unique index. A joining
 * UPDATE leaves its direction to the planner, and a plan from the time when the table was small reads the whole cell.
 */
export function writeStatements(s: string) {
  /** Only records that there are have taken anything outside: new ones are spared the column. */
  const records = (takenAmount: { readonly name: string; readonly values: string }) => `
      INSERT INTO ${s}.billing_records AS r (cell, billing_id, account_id, user_id, organization_id, agent_id,
             subscription_id, session_id, request_id, product_id, service_type, model, usage_amount, unit_price,
             total_amount, currency, billing_method, billing_status, failure_reason, usage_timestamp, usage_details,
             price_id, charge_lines, quota_uses, refunded_amount, wallet_transaction_id, payment_transaction_id,
             ${takenAmount.name} created_at, updated_at)
      SELECT $1::smallint, u.*, $2::timestamptz, $2::timestamptz
        FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
             $11::text[], $12::text[], $13::text[], $14::numeric[], $15::numeric[], $16::numeric[], $17::text[],
             $18::text[], $19::text[], $20::text[], $21::timestamptz[], $22::jsonb[], $23::text[], $24::jsonb[],
             $25::jsonb[], $26::numeric[], $27::text[], $28::text[] ${takenAmount.values}) u`;

  return named('write', {
    insertRecords: records({ name: '', values: '' }),

    updateRecords: `${records({ name: 'taken_amount,', values: ', $29::numeric[]' })}
      ON CONFLICT (cell, billing_id) DO UPDATE
         SET unit_price = EXCLUDED.unit_price, total_amount = EXCLUDED.total_amount, currency = EXCLUDED.currency,
             billing_method = EXCLUDED.billing_method, billing_status = EXCLUDED.billing_status,
             failure_reason = EXCLUDED.failure_reason, price_id = EXCLUDED.price_id,
             charge_lines = EXCLUDED.charge_lines, quota_uses = EXCLUDED.quota_uses,
             refunded_amount = EXCLUDED.refunded_amount, wallet_transaction_id = EXCLUDED.wallet_transaction_id,
             payment_transaction_id = EXCLUDED.payment_transaction_id, taken_amount = EXCLUDED.taken_amount,
             updated_at = EXCLUDED.updated_at`,

    insertPostings: `
      INSERT INTO ${s}.postings (cell, account_id, posting_id, currency, source, destination, amount, operation,
             billing_id, balance_after, reference_id, description, metadata, created_at)
      SELECT $1::smallint, u.*, $2::timestamptz
        FROM unnest($3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::numeric[], $9::text[],
             $10::text[], $11::numeric[], $12::text[], $13::text[], $14::jsonb[]) u`,

    /** An unchanged wallet id leaves its index alone: the update stays on its page. */
    upsertBalances: `
      INSERT INTO ${s}.balances AS b (cell, account_id, currency, wallet_id, available, held, credits,
             overdraft_limit, created_at, updated_at)
      SELECT $1::smallint, u.*, $2::timestamptz, $2::timestamptz
        FROM unnest($3::text[], $4::text[], $5::text[], $6::numeric[], $7::numeric[], $8::numeric[], $9::numeric[]) u
      ON CONFLICT (cell, account_id, currency) DO UPDATE
         SET wallet_id = EXCLUDED.wallet_id, available = EXCLUDED.available, held = EXCLUDED.held,
             credits = EXCLUDED.credits, overdraft_limit = EXCLUDED.overdraft_limit,
             updated_at = EXCLUDED.updated_at`,

    updateQuotas: `
      INSERT INTO ${s}.billing_quotas AS q (id, cell, quota_id, scope, scope_id, service_type, product_id, quota_limit,
             quota_used, quota_period, window_start, enforcement, created_at, updated_at)
      SELECT 0, $1::smallint, u.*, $2::timestamptz, $2::timestamptz
        FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::numeric[], $9::numeric[],
             $10::text[], $11::timestamptz[], $12::text[]) u
      ON CONFLICT (cell, quota_id) DO UPDATE
         SET quota_used = EXCLUDED.quota_used, window_start = EXCLUDED.window_start`,

    upsertAllowances: `
      INSERT INTO ${s}.allowance_counters AS a (cell, account_id, product_id, source, period_start, used)
      SELECT $1::smallint, u.*
        FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::numeric[]) u
      ON CONFLICT (cell, account_id, product_id, source, period_start) DO UPDATE SET used = EXCLUDED.used`,

    upsertCarried: `
      INSERT INTO ${s}.carried_amounts AS c (cell, account_id, billing_method, currency, amount)
      SELECT $1::smallint, u.* FROM unnest($2::text[], $3::text[], $4::text[], $5::numeric[]) u
      ON CONFLICT (cell, account_id, billing_method, currency) DO UPDATE SET amount = EXCLUDED.amount`,

    updateAccounts: `
      INSERT INTO ${s}.accounts AS a (cell, account_id, has_subscriptions, has_payment_methods, refusal_minute,
             refusal_count, created_at)
      SELECT $1::smallint, u.*, $2::timestamptz
        FROM unnest($3::text[], $4::boolean[], $5::boolean[], $6::timestamptz[], $7::integer[]) u
      ON CONFLICT (cell, account_id) DO UPDATE
         SET has_subscriptions = EXCLUDED.has_subscriptions, has_payment_methods = EXCLUDED.has_payment_methods,
             refusal_minute = EXCLUDED.refusal_minute, refusal_count = EXCLUDED.refusal_count`,

    ...attemptTexts(s),

    insertSubscriptions: `
      INSERT INTO ${s}.subscriptions (cell, account_id, subscription_id, user_id, organization_id, plan_id,
             plan_tier, status, billing_cycle, anchor_at, included_products, metadata, created_at, updated_at)
      SELECT $1::smallint, u.*, $2::timestamptz, $2::timestamptz
        FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
             $11::timestamptz[], $12::jsonb[], $13::jsonb[]) u`,

    insertPaymentMethods: `
      INSERT INTO ${s}.payment_methods (cell, account_id, payment_method_id, token, created_at)
      SELECT $1::smallint, u.*, $2::timestamptz FROM unnest($3::text[], $4::text[], $5::text[]) u`,

    removePaymentMethods: `
      INSERT INTO ${s}.payment_methods AS m (cell, account_id, payment_method_id, token, created_at, removed_at)
      SELECT p.cell, p.account_id, p.payment_method_id, p.token, p.created_at, $2::timestamptz
        FROM unnest($3::text[], $4::text[]) v(a, p)
       CROSS JOIN LATERAL (
             SELECT * FROM ${s}.payment_methods
              WHERE cell = $1 AND account_id = v.a AND payment_method_id = v.p LIMIT 1) p
      ON CONFLICT (cell, account_id, payment_method_id) DO UPDATE SET removed_at = EXCLUDED.removed_at`,

    /**
     * The account's lock already serialises a key's users; the unique index is only a guard. Where it strikes, the
     * batch is run once more on fresh state. No ON CONFLICT: it would look each key up before it inserts it, and
     * confirm each row after.
     */
    insertKeys: `
      INSERT INTO ${s}.idempotency_keys (cell, account_id, operation, key, fingerprint, outcome, billing_id,
             created_at)
      SELECT $1::smallint, u.*, $2::timestamptz
        FROM unnest($3::text[], $4::text[], $5::text[], $6::bytea[], $7::json[], $8::text[]) u`,

    /** A settled payment's final answer in place of \`processing\`. */
    replaceAnswers: `
      INSERT INTO ${s}.idempotency_keys AS i (cell, account_id, operation, key, fingerprint, outcome, billing_id,
             created_at)
      SELECT k.cell, k.account_id, k.operation, k.key, k.fingerprint, v.outcome, k.billing_id, k.created_at
        FROM unnest($2::text[], $3::text[], $4::text[], $5::json[]) v(a, o, k, outcome)
       CROSS JOIN LATERAL (
             SELECT * FROM ${s}.idempotency_keys
              WHERE cell = $1 AND account_id = v.a AND operation = v.o AND key = v.k LIMIT 1) k
      ON CONFLICT (cell, account_id, operation, key) DO UPDATE SET outcome = EXCLUDED.outcome`,

    /** One row for each distinct key of the portion, in any order: they are an account's own, whose lock is held. */
    upsertRollups: `
      INSERT INTO ${s}.usage_rollups AS r (cell, account_id, usage_hour, user_id, organization_id, agent_id,
             product_id, service_type, model, billing_method, billing_status, currency, record_count, quantity,
             charged, refunded, cost_failed, cost_pending)
      SELECT $1::smallint, u.*
        FROM unnest($2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
             $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[], $14::numeric[], $15::numeric[],
             $16::numeric[], $17::numeric[], $18::numeric[]) u
      ON CONFLICT (cell, account_id, usage_hour, user_id, organization_id, agent_id, product_id, service_type,
                   model, billing_method, billing_status, currency) DO UPDATE
         SET record_count = r.record_count + EXCLUDED.record_count, quantity = r.quantity + EXCLUDED.quantity,
             charged = r.charged + EXCLUDED.charged, refunded = r.refunded + EXCLUDED.refunded,
             cost_failed = r.cost_failed + EXCLUDED.cost_failed,
             cost_pending = r.cost_pending + EXCLUDED.cost_pending`,

    /** Taken last and held to the commit: events are gap-free and in commit order in each cell. */
    advanceCell: `
      UPDATE ${s}.cells SET seq = seq + $2, decided_at = GREATEST(decided_at, $3::timestamptz) WHERE cell = $1`,

    /** Sees the cell's row as the statement before it left it: the last of these events has its number. */
    insertEvents: `
      INSERT INTO ${s}.billing_events (cell, seq, event_type, account_id, billing_id, payload, created_at)
      SELECT $1::smallint, c.seq - $2 + u.n, u.event_type, u.account_id, u.billing_id, u.payload, $3::timestamptz
        FROM ${s}.cells c
       CROSS JOIN unnest($4::text[], $5::text[], $6::text[], $7::jsonb[])
             WITH ORDINALITY u(event_type, account_id, billing_id, payload, n)
       WHERE c.cell = $1`,
  });
}

export type WriteStatements = ReturnType<typeof writeStatements>;
