import { inRange, when, type Law } from '../law.js';

const SLICE = inRange('account_id');

/** What a posting adds to one of the payer's own ledger accounts. */
function moved(account: string): string {
  return `sum(CASE '${account}' WHEN destination THEN amount WHEN source THEN -amount ELSE 0 END)`;
}

export const BALANCES: Law = {
  name: 'balances',
  sentence: 'A balance is the sum of its postings, and within its overdraft',
  rows: 'balances',
  slicing: 'accounts',
  from: (s) => `
    (SELECT account_id, currency, coalesce(b.available, 0) AS available, coalesce(b.held, 0) AS held,
            coalesce(b.credits, 0) AS credits, coalesce(b.overdraft_limit, 0) AS overdraft_limit,
            coalesce(p.available, 0) AS posted_available, coalesce(p.held, 0) AS posted_held,
            coalesce(p.credits, 0) AS posted_credits
       FROM (SELECT * FROM ${s}.balances WHERE ${SLICE}) b
       FULL JOIN (SELECT account_id, currency, ${moved('available')} AS available, ${moved('held')} AS held,
                         ${moved('credits')} AS credits
                    FROM ${s}.postings WHERE ${SLICE} GROUP BY account_id, currency) p
      USING (account_id, currency)) b`,
  row: `account_id || ' in ' || currency`,
  account: 'account_id',
  aspects: [
    { what: 'available', expected: 'posted_available', found: 'available' },
    { what: 'held', expected: 'posted_held', found: 'held' },
    { what: 'credits', expected: 'posted_credits', found: 'credits' },
    { what: 'available, at least', expected: 'greatest(available, -overdraft_limit)', found: 'available' },
  ],
};

/**
 * Movements follow one another by time and, within a batch, by id; but two processes may give one millisecond to two
 * batches, and then the ids tell nothing. So an account whose movements do not chain in that order is looked at
 * without any order: each movement starts from 0 or from what another one left.
 */
export const RUNNING_BALANCES: Law = {
  name: 'running_balances',
  sentence: 'Each movement of a wallet leaves the balance that it says',
  rows: 'movements',
  slicing: 'accounts',
  from: (s) => `
    (WITH moves AS MATERIALIZED (
       SELECT *, lag(balance_after, 1, 0::numeric) OVER (
                   PARTITION BY account_id, currency ORDER BY created_at, posting_id) + delta AS expected
         FROM (SELECT account_id, currency, posting_id, created_at, balance_after,
                      CASE destination WHEN 'available' THEN amount ELSE -amount END AS delta
                 FROM ${s}.postings WHERE ${SLICE} AND 'available' IN (source, destination)) p),
     suspects AS MATERIALIZED (
       SELECT DISTINCT account_id, currency FROM moves WHERE balance_after IS DISTINCT FROM expected),
     levels AS (
       SELECT account_id, currency, level, sum(n) AS surplus
         FROM (SELECT account_id, currency, balance_after AS level, 1 AS n FROM moves
                 JOIN suspects USING (account_id, currency)
                UNION ALL
               SELECT account_id, currency, balance_after - delta, -1 FROM moves
                 JOIN suspects USING (account_id, currency)
                UNION ALL
               SELECT account_id, currency, 0, 1 FROM suspects) l
        GROUP BY account_id, currency, level)
     SELECT m.*, m.balance_after IS NULL OR l.surplus < 0 AS wrong
       FROM moves m LEFT JOIN levels l
         ON l.account_id = m.account_id AND l.currency = m.currency AND l.level = m.balance_after - m.delta) m`,
  row: `'posting ' || posting_id`,
  account: 'account_id',
  aspects: [when('wrong', { what: 'balance after it', expected: 'expected', found: 'balance_after' })],
};
