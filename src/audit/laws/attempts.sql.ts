import { present, when, type Law } from '../law.js';

/** A payment whose outcome is still to come. */
const OPEN = `kind = 'payment' AND state IN ('created', 'unknown')`;
const THERE = 'attempt_id IS NOT NULL';

export const ATTEMPTS: Law = {
  name: 'attempts',
  sentence: 'A payment attempt and its record agree, and a record under way waits for exactly one',
  rows: 'attempts',
  slicing: 'cell',
  from: (s) => `
    (SELECT a.attempt_id, a.kind, a.state, a.amount, a.currency, a.account_id, a.transaction_id,
            coalesce(a.open, 0) AS open, r.billing_id, r.account_id AS payer, r.total_amount, r.currency AS charged_in,
            r.billing_status, r.payment_transaction_id
       FROM (SELECT billing_id AS about, attempt_id, kind, state, amount, currency, account_id, transaction_id,
                    count(*) FILTER (WHERE ${OPEN}) OVER (PARTITION BY billing_id) AS open
               FROM ${s}.settlement_attempts WHERE cell = $1 AND kind <> 'transfer') a
       FULL JOIN (SELECT billing_id, account_id, total_amount, currency, billing_status, payment_transaction_id
                    FROM ${s}.billing_records WHERE cell = $1) r
         ON r.billing_id = a.about
      WHERE a.attempt_id IS NOT NULL OR r.billing_status = 'processing') a`,
  row: `concat_ws(' of ', attempt_id, billing_id)`,
  account: 'coalesce(payer, account_id)',
  aspects: [
    present('record', 'billing_id IS NOT NULL'),
    {
      what: 'attempts that it waits for',
      expected: `CASE WHEN billing_status = 'processing' THEN 1 ELSE 0 END::bigint`,
      found: 'open',
    },
    when(THERE, { what: 'payer', expected: 'payer::text', found: 'account_id::text' }),
    when(THERE, {
      what: 'billing_status',
      expected: `CASE WHEN kind = 'payment_refund' THEN 'refunded'
                      WHEN state IN ('created', 'unknown') THEN 'processing'
                      WHEN state = 'succeeded' AND billing_status <> 'refunded' THEN 'completed'
                      ELSE billing_status END`,
      found: 'billing_status::text',
    }),
    // A declined record may have been priced anew since.
    when(`${THERE} AND state <> 'declined'`, { what: 'amount', expected: 'total_amount', found: 'amount' }),
    when(`${THERE} AND state <> 'declined'`, {
      what: 'currency',
      expected: 'charged_in::text',
      found: 'currency::text',
    }),
    when(`kind = 'payment' AND state = 'succeeded'`, {
      what: 'payment_transaction_id',
      expected: 'transaction_id::text',
      found: 'payment_transaction_id::text',
    }),
  ],
};
