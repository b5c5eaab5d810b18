import type { Law } from '../law.js';

/** A quota is used by records of every cell, and counts in one window at a time: what was used before it is history. */
export const QUOTAS: Law = {
  name: 'quotas',
  sentence: 'What a quota counts in its window is what its records say they used',
  rows: 'quotas',
  slicing: 'whole',
  from: (s) => `
    (SELECT q.quota_id, q.scope || ':' || q.scope_id AS owner, q.quota_used, coalesce(u.used, 0) AS used
       FROM ${s}.billing_quotas q
       LEFT JOIN (
             SELECT u.quota_id, u.window_start, sum(u.quantity) AS used
               FROM ${s}.billing_records r
              CROSS JOIN LATERAL jsonb_to_recordset(r.quota_uses)
                                 u(quota_id text, window_start timestamptz, quantity numeric)
              WHERE r.quota_uses IS NOT NULL
              GROUP BY u.quota_id, u.window_start) u
         ON u.quota_id = q.quota_id AND u.window_start = q.window_start
      WHERE q.cell = ANY ($1::int[])) q`,
  row: 'quota_id',
  account: 'owner',
  aspects: [{ what: 'quota_used', expected: 'used', found: 'quota_used' }],
};

/** Usage that was settled outside was paid there whole: it drew on nothing, although it was rated once. */
export const ALLOWANCES: Law = {
  name: 'allowances',
  sentence: 'What allowances gave is on the lines of the records that drew on them',
  rows: 'counters',
  slicing: 'cell',
  from: (s) => `
    (SELECT account_id, product_id, source, period_start, sum(used) AS used, sum(drawn) AS drawn
       FROM (SELECT account_id, product_id, source, period_start, used, 0 AS drawn
               FROM ${s}.allowance_counters WHERE cell = $1
              UNION ALL
             SELECT r.account_id, r.product_id, l.source, l.period_start, 0, l.quantity
               FROM (SELECT billing_id, account_id, product_id, charge_lines FROM ${s}.billing_records r
                      WHERE cell = $1 AND billing_status IN ('completed', 'refunded', 'processing')
                        AND charge_lines IS NOT NULL) r
              CROSS JOIN LATERAL jsonb_to_recordset(r.charge_lines)
                                 l(source text, period_start timestamptz, quantity numeric)
              WHERE l.source IS NOT NULL) u
      GROUP BY account_id, product_id, source, period_start) c`,
  row: `concat_ws(' · ', product_id, source, to_char(period_start, 'YYYY-MM-DD"T"HH24:MI"Z"'))`,
  account: 'account_id',
  aspects: [{ what: 'used', expected: 'drawn::numeric', found: 'used::numeric' }],
};
