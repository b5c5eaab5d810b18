import { present, when, type Law } from '../law.js';

export const ACCOUNTS: Law = {
  name: 'accounts',
  sentence: 'An account lives in the one cell that the directory names, and knows what it has',
  rows: 'accounts',
  slicing: 'cell',
  from: (s) => `
    (SELECT account_id, a.cell, coalesce(a.has_subscriptions, false) AS has_subscriptions,
            coalesce(a.has_payment_methods, false) AS has_payment_methods, o.cell AS directory_cell,
            u.account_id IS NOT NULL AS subscribed, m.account_id IS NOT NULL AS carded
       FROM (SELECT * FROM ${s}.accounts WHERE cell = $1) a
       FULL JOIN (SELECT DISTINCT account_id FROM ${s}.balances WHERE cell = $1) b USING (account_id)
       FULL JOIN (SELECT DISTINCT account_id FROM ${s}.subscriptions WHERE cell = $1) u USING (account_id)
       FULL JOIN (SELECT DISTINCT account_id FROM ${s}.payment_methods WHERE cell = $1) m USING (account_id)
       LEFT JOIN ${s}.owners o
         ON o.owner_kind = split_part(account_id, ':', 1)
        AND o.owner_id = substr(account_id, strpos(account_id, ':') + 1)) a`,
  row: 'account_id',
  account: 'account_id',
  aspects: [
    present('account', 'cell IS NOT NULL'),
    { what: 'cell', expected: 'directory_cell', found: 'cell' },
    when('cell IS NOT NULL', {
      what: 'has_subscriptions',
      expected: 'subscribed',
      found: 'has_subscriptions',
    }),
    when('cell IS NOT NULL', {
      what: 'has_payment_methods',
      expected: 'carded',
      found: 'has_payment_methods',
    }),
  ],
};

/** Laws go through the cells that there are: in any other, rows would never be looked at. */
const TABLES = [
  'accounts',
  'balances',
  'postings',
  'billing_records',
  'billing_events',
  'billing_quotas',
  'allowance_counters',
  'idempotency_keys',
  'usage_rollups',
  'settlement_attempts',
  'upstream_wallets',
  'carried_amounts',
  'subscriptions',
  'payment_methods',
];

export const CELLS: Law = {
  name: 'cells',
  sentence: 'Everything lives in a cell that there is',
  rows: 'tables',
  slicing: 'whole',
  from: (s) => `
    (SELECT *, (SELECT max(cell) FROM ${s}.cells) AS last, (SELECT min(cell) FROM ${s}.cells) AS first
       FROM (${TABLES.map((table) => extremesOf(s, table)).join(' UNION ALL ')}) t
      WHERE greatest IS NOT NULL AND $1::int[] IS NOT NULL) t`,
  row: 'name',
  account: null,
  aspects: [
    { what: 'greatest cell, at most', expected: 'least(greatest, last)', found: 'greatest' },
    { what: 'least cell, at least', expected: 'greatest(least, first)', found: 'least' },
  ],
};

function extremesOf(s: string, table: string): string {
  return `SELECT '${table}' AS name, (SELECT max(cell) FROM ${s}.${table}) AS greatest,
                 (SELECT min(cell) FROM ${s}.${table}) AS least`;
}
