import type { Law } from '../law.js';

/** Which method an attempt's kind belongs to. */
const METHOD = `CASE WHEN kind IN ('wallet', 'wallet_refund') THEN 'wallet_deduction'
                     WHEN kind IN ('credits', 'credits_refund') THEN 'credit_consumption' ELSE 'payment_charge' END`;
const CARRIED_ID = `coalesce(wallet_transaction_id, payment_transaction_id) LIKE 'carried\\_%'`;

/**
 * What charges left over is owed; what refunds left over is owed no more, nor what was refunded without a call. A
 * refund that is sent later leaves the same over: it counts once.
 */
export const CARRIED: Law = {
  name: 'carried',
  sentence: 'What is carried on an account is what its payers outside have not taken yet',
  rows: 'carried amounts',
  slicing: 'cell',
  from: (s) => `
    (WITH charged AS (
       SELECT account_id, ${METHOD} AS method, currency, billing_id, (details ->> 'left_over')::numeric AS left_over
         FROM ${s}.settlement_attempts
        WHERE cell = $1 AND kind IN ('wallet', 'credits', 'payment') AND details ? 'left_over'
          AND state IN ('created', 'unknown', 'succeeded')),
     refunded AS (
       SELECT billing_id, max((details ->> 'left_over')::numeric) AS left_over
         FROM ${s}.settlement_attempts
        WHERE cell = $1 AND kind LIKE '%\\_refund' AND details ? 'left_over' GROUP BY billing_id),
     owed AS (
       SELECT account_id, method, currency, left_over AS amount FROM charged
        UNION ALL
       SELECT account_id, billing_method, currency, total_amount FROM ${s}.billing_records
        WHERE cell = $1 AND billing_status IN ('completed', 'refunded') AND ${CARRIED_ID}
        UNION ALL
       SELECT r.account_id, r.billing_method, r.currency, -coalesce(b.left_over, r.total_amount)
         FROM ${s}.billing_records r LEFT JOIN refunded b USING (billing_id)
        WHERE r.cell = $1 AND r.billing_status = 'refunded'
          AND (${CARRIED_ID} OR r.billing_id IN (SELECT billing_id FROM charged)))
     SELECT account_id, method, currency, coalesce(c.amount, 0) AS amount, coalesce(o.amount, 0) AS owed
       FROM (SELECT account_id, billing_method AS method, currency, amount
               FROM ${s}.carried_amounts WHERE cell = $1) c
       FULL JOIN (SELECT account_id, method, currency, sum(amount) AS amount
                    FROM owed GROUP BY account_id, method, currency) o
      USING (account_id, method, currency)) c`,
  row: `account_id || ' by ' || method || ' in ' || currency`,
  account: 'account_id',
  aspects: [{ what: 'carried', expected: 'owed', found: 'amount' }],
};
