import { present, when, type Law } from '../law.js';

/** A charge whose outcome is still to come. */
const OPEN = `kind IN ('payment', 'wallet', 'credits') AND state IN ('created', 'unknown')`;
/** What reminds of a pending record. */
const REMINDER = `kind = 'decision' AND state IN ('created', 'unknown')`;
/** It moved value, or still may. */
const COUNTS = `attempt_id IS NOT NULL AND kind <> 'decision' AND state IN ('created', 'unknown', 'succeeded')`;
const THERE = 'attempt_id IS NOT NULL';
/** What a charge is paid with, and where its refund goes, by the kind of the attempt. */
const CHARGE_KIND = `CASE billing_method WHEN 'wallet_deduction' THEN 'wallet' WHEN 'credit_consumption' THEN 'credits'
                     ELSE 'payment' END`;
const REFUND_KIND = `CASE WHEN payment_transaction_id IS NULL THEN 'wallet_refund'
                          WHEN billing_method = 'credit_consumption' THEN 'credits_refund' ELSE 'payment_refund' END`;

export const ATTEMPTS: Law = {
  name: 'attempts',
  sentence:
    'An attempt and its record agree; a record under way waits for exactly one, and one whose payer is away is due',
  rows: 'attempts',
  slicing: 'cell',
  from: (s) => `
    (SELECT a.attempt_id, a.kind, a.state, a.amount + a.kept_here AS amount, a.amount AS sent, a.currency, a.account_id, a.transaction_id,
            a.gives_back, k.billing_id AS asked_for, coalesce(a.open, 0) AS open,
            coalesce(a.reminders, 0) AS reminders, r.billing_id, r.account_id AS payer, r.total_amount,
            r.currency AS charged_in, r.billing_method, r.billing_status, r.failure_reason, r.payment_transaction_id,
            r.wallet_transaction_id, r.taken_amount
       FROM (SELECT billing_id AS about, attempt_id, kind, state, amount, currency, account_id, transaction_id,
                    coalesce(details ->> 'transaction_id', details ->> 'payment_transaction_id') AS gives_back, operation, key,
                    coalesce((details ->> 'left_over')::numeric, 0)
                      + coalesce((details ->> 'credited')::numeric, 0) AS kept_here,
                    count(*) FILTER (WHERE ${OPEN}) OVER w AS open,
                    count(*) FILTER (WHERE ${REMINDER}) OVER w AS reminders
               FROM ${s}.settlement_attempts WHERE cell = $1 AND kind <> 'transfer'
             WINDOW w AS (PARTITION BY billing_id)) a
       FULL JOIN (SELECT billing_id, account_id, total_amount, currency, billing_method, billing_status, failure_reason,
                         payment_transaction_id, wallet_transaction_id, taken_amount
                    FROM ${s}.billing_records WHERE cell = $1) r
         ON r.billing_id = a.about
       LEFT JOIN LATERAL (
            SELECT billing_id FROM ${s}.idempotency_keys
             WHERE cell = $1 AND account_id = a.account_id AND operation = a.operation AND key = a.key
               AND (${OPEN} OR ${REMINDER}) LIMIT 1) k ON true
      WHERE a.attempt_id IS NOT NULL OR r.billing_status = 'processing'
         OR r.billing_status = 'pending' AND r.failure_reason = 'payer_unavailable') a`,
  row: `concat_ws(' of ', attempt_id, billing_id)`,
  account: 'coalesce(payer, account_id)',
  aspects: [
    present('record', 'billing_id IS NOT NULL'),
    {
      what: 'attempts that it waits for',
      expected: `CASE WHEN billing_status = 'processing' THEN 1 ELSE 0 END::bigint`,
      found: 'open',
    },
    when(`billing_status = 'pending' AND failure_reason = 'payer_unavailable'`, {
      what: 'is due for another decision',
      expected: 'true',
      found: 'reminders > 0',
    }),
    when(THERE, { what: 'payer', expected: 'payer::text', found: 'account_id::text' }),
    when(THERE, {
      what: 'billing_status',
      expected: `CASE WHEN kind LIKE '%\\_refund' THEN 'refunded'
                      WHEN kind = 'decision' THEN billing_status
                      WHEN state IN ('created', 'unknown') THEN 'processing'
                      WHEN state = 'succeeded' AND billing_status <> 'refunded' THEN 'completed'
                      ELSE billing_status END`,
      found: 'billing_status::text',
    }),
    // What was not charged may have been priced anew since.
    when(COUNTS, { what: 'amount', expected: 'total_amount', found: 'amount' }),
    // Of charges from before it was kept what they took is not known.
    when(`kind IN ('payment', 'wallet', 'credits') AND state = 'succeeded' AND taken_amount IS NOT NULL`, {
      what: 'taken_amount',
      expected: 'sent',
      found: 'taken_amount',
    }),
    when(`kind LIKE '%\\_refund' AND taken_amount IS NOT NULL`, {
      what: 'sent back, at most what was taken',
      expected: 'least(sent, taken_amount)',
      found: 'sent',
    }),
    when(COUNTS, {
      what: 'currency',
      expected: 'charged_in::text',
      found: 'currency::text',
    }),
    when(`(${OPEN} OR ${REMINDER})`, {
      what: 'record of the answer that it will settle',
      expected: 'billing_id::text',
      found: 'asked_for::text',
    }),
    when(`kind IN ('payment', 'wallet', 'credits') AND ${COUNTS}`, {
      what: 'kind, by its method',
      expected: CHARGE_KIND,
      found: 'kind::text',
    }),
    when(`kind LIKE '%\\_refund'`, {
      what: 'kind, by what was paid',
      expected: REFUND_KIND,
      found: 'kind::text',
    }),
    when(`kind LIKE '%\\_refund'`, {
      what: 'transaction that it gives back',
      expected: 'coalesce(payment_transaction_id, wallet_transaction_id)::text',
      found: 'gives_back',
    }),
    when(`kind = 'wallet' AND state = 'succeeded'`, {
      what: 'wallet_transaction_id',
      expected: 'transaction_id::text',
      found: 'wallet_transaction_id::text',
    }),
    when(`kind IN ('payment', 'credits') AND state = 'succeeded'`, {
      what: 'payment_transaction_id',
      expected: 'transaction_id::text',
      found: 'payment_transaction_id::text',
    }),
  ],
};
