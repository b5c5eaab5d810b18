import type { Law } from '../law.js';

/** Which method an attempt's kind belongs to. */
const METHOD = `CASE WHEN kind IN ('wallet', 'wallet_refund') THEN 'wallet_deduction'
                     WHEN kind IN ('credits', 'credits_refund') THEN 'credit_consumption' ELSE 'payment_charge' END`;
const CARRIED_ID = `coalesce(wallet_transaction_id, payment_transaction_id) LIKE 'carried\\_%'`;

/** Whom a refund of the record is sent to, as the engine finds the way. */
const REFUNDED_BY = `CASE WHEN r.billing_method = 'credit_consumption' THEN r.billing_method
                          WHEN r.payment_transaction_id IS NOT NULL THEN 'payment_charge' ELSE 'wallet_deduction' END`;

/**
 * What charges left over is owed; what a refund left over, by the event that tells of it, is owed no more. What was
 * paid in another system, or before its payer had steps, may be refunded in steps too.
 */
export const CARRIED: Law = {
  name: 'carried',
  sentence: 'What is carried on an account is what its payers outside have not taken yet',
  rows: 'carried amounts',
  slicing: 'cell',
  from: (s) => `
    (WITH owed AS (
       SELECT account_id, ${METHOD} AS method, currency, (details ->> 'left_over')::numeric AS amount
         FROM ${s}.settlement_attempts
        WHERE cell = $1 AND kind IN ('wallet', 'credits', 'payment') AND details ? 'left_over'
          AND state IN ('created', 'unknown', 'succeeded')
        UNION ALL
       SELECT account_id, billing_method, currency, total_amount FROM ${s}.billing_records
        WHERE cell = $1 AND billing_status IN ('completed', 'refunded') AND ${CARRIED_ID}
        UNION ALL
       SELECT r.account_id, ${REFUNDED_BY}, r.currency, -(e.payload ->> 'left_over')::numeric
         FROM ${s}.billing_events e
         JOIN ${s}.billing_records r ON r.cell = e.cell AND r.billing_id = e.billing_id
        WHERE e.cell = $1 AND e.event_type = 'refund_issued' AND e.payload ? 'left_over')
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
