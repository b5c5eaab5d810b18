import type { Database } from '../../src/database/database.service.js';

/**
 * What must hold of the books whatever happened: each statement finds the rows that break one sentence.
 * `s` is the schema.
 */
const LAWS: Readonly<Record<string, (s: string) => string>> = {
  'a balance is the sum of its postings': (s) => `
    SELECT account_id FROM (
      SELECT account_id, currency, available AS a, held AS h, credits AS c FROM ${s}.balances
       UNION ALL
      SELECT account_id, currency,
             CASE 'available' WHEN source THEN amount WHEN destination THEN -amount ELSE 0 END,
             CASE 'held' WHEN source THEN amount WHEN destination THEN -amount ELSE 0 END,
             CASE 'credits' WHEN source THEN amount WHEN destination THEN -amount ELSE 0 END
        FROM ${s}.postings) m
     GROUP BY account_id, currency HAVING (sum(a), sum(h), sum(c)) IS DISTINCT FROM (0, 0, 0)`,
  'a cell numbers its events without a gap': (s) => `
    SELECT c.cell FROM ${s}.cells c
     WHERE c.seq <> (SELECT count(*) FROM ${s}.billing_events e WHERE e.cell = c.cell)
        OR c.seq <> (SELECT coalesce(max(e.seq), 0) FROM ${s}.billing_events e WHERE e.cell = c.cell)`,
  'no decision of an account is dated before its last one': (s) => `
    SELECT account_id FROM (
      SELECT account_id, created_at, lag(created_at) OVER (PARTITION BY cell, account_id ORDER BY seq) AS before
        FROM ${s}.billing_events) e
     WHERE created_at < before`,
  'what a record cost was posted to revenue, once': (s) => `
    SELECT r.billing_id FROM ${s}.billing_records r
      LEFT JOIN (SELECT cell, billing_id, sum(amount) AS amount FROM ${s}.postings
                  WHERE destination = 'revenue' GROUP BY 1, 2) p USING (cell, billing_id)
     WHERE coalesce(p.amount, 0)
           <> CASE WHEN r.billing_status IN ('completed', 'refunded') THEN r.total_amount ELSE 0 END`,
  'a refunded amount was posted back, once': (s) => `
    SELECT r.billing_id FROM ${s}.billing_records r
      LEFT JOIN (SELECT cell, billing_id, sum(amount) AS amount FROM ${s}.postings
                  WHERE source = 'refunds' GROUP BY 1, 2) p USING (cell, billing_id)
     WHERE coalesce(p.amount, 0) <> r.refunded_amount`,
  'a record was made under one key': (s) => `
    SELECT billing_id FROM (
      SELECT billing_id, 1 AS n FROM ${s}.billing_records
       UNION ALL
      SELECT billing_id, -1 FROM ${s}.idempotency_keys WHERE operation = 'charge') u
     GROUP BY billing_id HAVING sum(n) <> 0`,
  'roll-ups are the sums of the records': (s) => `
    SELECT account_id FROM (
      SELECT cell, account_id, usage_hour, product_id, billing_status, billing_method, currency,
             record_count AS n, quantity AS q, charged AS c, cost_failed AS f, cost_pending AS p
        FROM ${s}.usage_rollups
       UNION ALL
      SELECT cell, account_id, date_trunc('hour', usage_timestamp), product_id, billing_status,
             coalesce(billing_method, ''), coalesce(currency, ''), -1, -usage_amount,
             CASE WHEN billing_status IN ('completed', 'refunded') THEN -total_amount ELSE 0 END,
             CASE WHEN billing_status = 'failed' THEN -total_amount ELSE 0 END,
             CASE WHEN billing_status IN ('pending', 'processing') THEN -total_amount ELSE 0 END
        FROM ${s}.billing_records) u
     GROUP BY cell, account_id, usage_hour, product_id, billing_status, billing_method, currency
    HAVING (sum(n), sum(q), sum(c), sum(f), sum(p)) IS DISTINCT FROM (0, 0, 0, 0, 0)`,
  'roll-ups count what was refunded': (s) => `
    SELECT account_id FROM (
      SELECT account_id, currency, refunded FROM ${s}.usage_rollups
       UNION ALL
      SELECT account_id, currency, -amount FROM ${s}.postings WHERE operation = 'refund') u
     GROUP BY account_id, currency HAVING sum(refunded) <> 0`,
  'what allowances gave is on the lines of records that consumed it': (s) => `
    SELECT account_id FROM (
      SELECT account_id, product_id, source, period_start, used FROM ${s}.allowance_counters
       UNION ALL
      SELECT r.account_id, r.product_id, l ->> 'source', (l ->> 'period_start')::timestamptz,
             -(l ->> 'quantity')::numeric
        FROM ${s}.billing_records r CROSS JOIN LATERAL jsonb_array_elements(r.charge_lines) l
       WHERE r.billing_status IN ('completed', 'refunded', 'processing') AND l ? 'source') u
     GROUP BY account_id, product_id, source, period_start HAVING sum(used) <> 0`,
  'what a quota counts in its window is on the records': (s) => `
    SELECT q.quota_id FROM ${s}.billing_quotas q
      LEFT JOIN (SELECT u ->> 'quota_id' AS quota_id, (u ->> 'window_start')::timestamptz AS window_start,
                        sum((u ->> 'quantity')::numeric) AS used
                   FROM ${s}.billing_records r CROSS JOIN LATERAL jsonb_array_elements(r.quota_uses) u
                  GROUP BY 1, 2) r USING (quota_id, window_start)
     WHERE q.quota_used <> coalesce(r.used, 0)`,
};

/** The sentences that the books break, each with the first rows that break it; none if all is well. */
export async function faultsOfBooks(database: Database): Promise<string[]> {
  const faults: string[] = [];
  for (const [sentence, sql] of Object.entries(LAWS)) {
    const rows = await database.query(sql(database.schema));
    if (rows.length > 0) faults.push(`${sentence}: not ${JSON.stringify(rows.slice(0, 3))} (${rows.length})`);
  }
  return faults;
}
