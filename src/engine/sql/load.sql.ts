import { named } from './statement.js';

/**
 * The statements that lock and read what a batch needs. All name one cell, so that each is one index range on one
 * node of a distributed Postgres. Lock order over the whole engine: accounts; then quotas by cell, scope and id of
 * the scope, those of one scope in the order of their index; last the cell's row. Texts are sorted with COLLATE "C"
 * so that every process agrees on the order. Balances, counters and roll-ups belong to a locked account.
 *
 * A read in or before a locking statement would see the snapshot from before the wait. So every read is a statement
 * of its own after the locks; only a locked row's own columns are taken from the locking statement, because Postgres
 * reads those again after the wait.
 *
 * Plans are kept, and may have been made while a table was empty: then a join would read the whole cell for as long
 * as the plan lives. So every look-up is a LATERAL that the planner cannot turn round (its LIMIT or ORDER BY keeps it
 * apart): one probe of the index for each name, whatever the statistics say. Where a table has two indexes that begin
 * with the cell, the ORDER BY is that of the right one, and BETWEEN stands for `=` so that it is not thought
 * away. The probes also make the locks come in the order of the names.
 */
export function loadStatements(s: string) {
  /**
   * The quotas of one cell that a batch may touch, in lock order: those of the scopes that its commands name, and of
   * the scopes of those that its records name by id. The scopes of a batch are few and distinct.
   */
  const scopesInOrder = `(
          SELECT scope, scope_id FROM (
            SELECT scope, scope_id FROM unnest($2::text[], $3::text[]) u(scope, scope_id)
             UNION
            SELECT q.scope, q.scope_id
              FROM unnest($4::text[]) n
             CROSS JOIN LATERAL (
                   SELECT scope, scope_id FROM ${s}.billing_quotas
                    WHERE cell = $1 AND quota_id BETWEEN n AND n ORDER BY quota_id LIMIT 1) q) n
           ORDER BY scope COLLATE "C", scope_id COLLATE "C") n`;
  const quotasOfScope = `cell = $1 AND scope = n.scope AND scope_id = n.scope_id
              ORDER BY service_type, product_id, quota_period`;
  const accountsInOrder = `(SELECT a FROM unnest($2::text[]) a ORDER BY a COLLATE "C") n`;

  return named('load', {
    /**
     * Settings of this transaction alone: one plan for all batches, and none that reads a table whole. A process
     * that stops in the middle of a batch (a frozen machine) loses its session, and with it its locks.
     */
    settings: `
      SELECT set_config('plan_cache_mode', 'force_generic_plan', true),
             set_config('enable_seqscan', 'off', true),
             set_config('enable_hashjoin', 'off', true),
             set_config('enable_mergejoin', 'off', true),
             set_config('jit', 'off', true),
             set_config('lock_timeout', $1, true),
             set_config('statement_timeout', $2, true),
             set_config('idle_in_transaction_session_timeout', $2, true)`,

    /** Two batches with a common account run one after the other: its balance, keys and counters are ours alone. */
    lockAccounts: `
      SELECT a.*
        FROM ${accountsInOrder}
       CROSS JOIN LATERAL (
             SELECT account_id, has_subscriptions, has_payment_methods, refusal_minute, refusal_count
               FROM ${s}.accounts WHERE cell = $1 AND account_id = n.a LIMIT 1
                FOR NO KEY UPDATE) a`,

    insertAccounts: `
      INSERT INTO ${s}.accounts (cell, account_id, created_at)
      SELECT $1::smallint, a, clock_timestamp() FROM unnest($2::text[]) a ORDER BY a COLLATE "C"
      ON CONFLICT (cell, account_id) DO NOTHING`,

    lockQuotas: `
      SELECT q.*
        FROM ${scopesInOrder}
       CROSS JOIN LATERAL (
             SELECT quota_id, scope, scope_id, service_type, product_id, quota_limit, quota_used, quota_period,
                    window_start, enforcement
               FROM ${s}.billing_quotas
              WHERE ${quotasOfScope}
                FOR NO KEY UPDATE) q`,

    keys: `
      SELECT i.account_id, i.operation, i.key, i.fingerprint, i.outcome
        FROM unnest($2::text[], $3::text[], $4::text[]) u(a, o, k)
       CROSS JOIN LATERAL (
             SELECT account_id, operation, key, fingerprint, outcome
               FROM ${s}.idempotency_keys
              WHERE cell = $1 AND account_id = u.a AND operation = u.o AND key = u.k
              LIMIT 1) i`,

    /** The clock is read after the locks: no decision of an account is dated before its last one. */
    moment: `
      SELECT clock_timestamp() AS now, c.decided_at, p.version
        FROM ${s}.cells c CROSS JOIN ${s}.price_book p
       WHERE c.cell = $1 AND p.id = 1`,

    balances: `
      SELECT b.*
        FROM unnest($2::text[]) a
       CROSS JOIN LATERAL (
             SELECT account_id, currency, wallet_id, available, held, credits, overdraft_limit
               FROM ${s}.balances WHERE cell = $1 AND account_id = a ORDER BY currency) b`,

    subscriptions: `
      SELECT s.*
        FROM unnest($2::text[]) a
       CROSS JOIN LATERAL (
             SELECT account_id, subscription_id, status, billing_cycle, anchor_at, included_products
               FROM ${s}.subscriptions
              WHERE cell = $1 AND account_id = a
              ORDER BY created_at, subscription_id) s`,

    subscriptionsTaken: `
      SELECT s.subscription_id
        FROM unnest($2::text[]) n
       CROSS JOIN LATERAL (
             SELECT subscription_id FROM ${s}.subscriptions
              WHERE cell = $1 AND subscription_id BETWEEN n AND n ORDER BY subscription_id LIMIT 1) s`,

    paymentMethods: `
      SELECT m.*
        FROM unnest($2::text[]) a
       CROSS JOIN LATERAL (
             SELECT account_id, payment_method_id, token
               FROM ${s}.payment_methods
              WHERE cell = $1 AND account_id = a AND removed_at IS NULL
              ORDER BY created_at, payment_method_id) m`,

    records: `
      SELECT r.*
        FROM unnest($2::text[]) n
       CROSS JOIN LATERAL (
             SELECT billing_id, account_id, user_id, organization_id, agent_id, subscription_id, session_id,
                    request_id, product_id, service_type, model, usage_amount, unit_price, total_amount, currency,
                    billing_method, billing_status, failure_reason, usage_timestamp, usage_details, price_id,
                    charge_lines, quota_uses, refunded_amount, wallet_transaction_id, payment_transaction_id,
                    taken_amount, created_at
               FROM ${s}.billing_records WHERE cell = $1 AND billing_id = n LIMIT 1) r`,

    /**
     * Locked, because a claim does not take the account's lock: a lease that passed to another between this and the
     * commit would let its new owner send again what this batch has just settled. Claims skip what is locked and wait
     * for nothing.
     */
    attempts: `
      SELECT t.*
        FROM (SELECT n FROM unnest($2::text[]) n ORDER BY n COLLATE "C") n
       CROSS JOIN LATERAL (
             SELECT attempt_id, kind, billing_id, state, currency, amount, details, operation, key, due_at, checks,
                    lease_number, transaction_id, failure_reason
               FROM ${s}.settlement_attempts WHERE cell = $1 AND attempt_id = n.n LIMIT 1
                FOR NO KEY UPDATE) t`,

    carried: `
      SELECT c.*
        FROM unnest($2::text[]) a
       CROSS JOIN LATERAL (
             SELECT account_id, billing_method, currency, amount
               FROM ${s}.carried_amounts WHERE cell = $1 AND account_id = a
              ORDER BY billing_method, currency) c`,

    allowances: `
      SELECT c.account_id, c.product_id, c.source, c.period_start, c.used
        FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) u(a, p, o, t)
       CROSS JOIN LATERAL (
             SELECT account_id, product_id, source, period_start, used
               FROM ${s}.allowance_counters
              WHERE cell = $1 AND account_id = u.a AND product_id = u.p AND source = u.o AND period_start = u.t
              LIMIT 1) c`,

    /** Which of these rows nobody else holds: asked after a lock time-out. */
    freeAccounts: `
      SELECT a.account_id
        FROM ${accountsInOrder}
       CROSS JOIN LATERAL (
             SELECT account_id FROM ${s}.accounts WHERE cell = $1 AND account_id = n.a LIMIT 1
                FOR NO KEY UPDATE SKIP LOCKED) a`,
    presentAccounts: `
      SELECT a.account_id
        FROM ${accountsInOrder}
       CROSS JOIN LATERAL (
             SELECT account_id FROM ${s}.accounts WHERE cell = $1 AND account_id = n.a LIMIT 1) a`,
    freeQuotas: `
      SELECT q.quota_id
        FROM ${scopesInOrder}
       CROSS JOIN LATERAL (
             SELECT quota_id FROM ${s}.billing_quotas
              WHERE ${quotasOfScope}
                FOR NO KEY UPDATE SKIP LOCKED) q`,
    presentQuotas: `
      SELECT q.quota_id, q.scope, q.scope_id
        FROM ${scopesInOrder}
       CROSS JOIN LATERAL (
             SELECT quota_id, scope, scope_id
               FROM ${s}.billing_quotas
              WHERE ${quotasOfScope}) q`,
  });
}

export type LoadStatements = ReturnType<typeof loadStatements>;
