import { present, when, type Law } from '../law.js';

/** One bit for each status, so that one column says which statuses the answers about a record tell of. */
function bitOf(status: string): string {
  return `CASE ${status} WHEN 'pending' THEN 1 WHEN 'processing' THEN 2 WHEN 'completed' THEN 4 WHEN 'failed' THEN 8
          WHEN 'refunded' THEN 16 ELSE 0 END`;
}

const SETTLED = `of_a_charge AND status IN ('completed', 'processing')`;

/**
 * An answer never changes, but the record does: what was answered as failed may be completed since. What was answered
 * as completed is completed or refunded, at that amount; `processing` is replaced when the payment is settled.
 */
export const KEYS: Law = {
  name: 'keys',
  sentence: 'Each record was made under one key of its payer, and no stored answer contradicts it',
  rows: 'answers',
  slicing: 'cell',
  from: (s) => `
    (SELECT k.operation, k.key, k.billing_id AS key_record, k.answer_record, k.kind, k.status, k.amount,
            k.currency_answered, k.method, k.wallet_transaction, k.payment_transaction, k.statuses, k.made,
            k.account_id AS key_account, k.operation IN ('charge', 'process') AS of_a_charge, r.*,
            coalesce(r.billing_id, k.about) AS id, coalesce(r.account_id, k.account_id) AS payer
       FROM (SELECT billing_id, account_id, total_amount, currency, billing_method, billing_status,
                    wallet_transaction_id, payment_transaction_id
               FROM ${s}.billing_records WHERE cell = $1) r
       FULL JOIN (
             SELECT *, count(*) FILTER (WHERE operation = 'charge') OVER w AS made,
                    bit_or(${bitOf('status')}) OVER w AS statuses
               FROM (SELECT coalesce(k.billing_id, o."billingId") AS about, k.account_id, k.operation, k.key,
                            k.billing_id, o.kind, o."billingId" AS answer_record, o.status, o.amount,
                            o.currency AS currency_answered, o.method, o."walletTransactionId" AS wallet_transaction,
                            o."paymentTransactionId" AS payment_transaction
                       FROM ${s}.idempotency_keys k
                      CROSS JOIN LATERAL json_to_record(k.outcome) o(
                            kind text, "billingId" text, status text, amount numeric, currency text, method text,
                            "walletTransactionId" text, "paymentTransactionId" text)
                      WHERE k.cell = $1
                        AND k.operation IN ('charge', 'process', 'decide_again', 'settle_payment',
                                            'settled_outside', 'refund')) k
             WINDOW w AS (PARTITION BY about)) k
         ON k.about = r.billing_id) k`,
  row: `coalesce(id, 'no record') || coalesce(' by ' || operation || ' ' || key, '')`,
  account: 'payer',
  aspects: [
    present('record', 'billing_id IS NOT NULL'),
    present('key', 'key IS NOT NULL'),
    { what: 'keys that it was made under', expected: '1::bigint', found: 'made' },
    { what: 'payer', expected: 'key_account::text', found: 'account_id::text' },
    { what: 'record in the answer', expected: 'billing_id::text', found: 'answer_record' },
    when('of_a_charge', { what: 'record of the key', expected: 'billing_id', found: 'key_record' }),
    {
      what: 'kind of answer',
      expected: `CASE WHEN of_a_charge THEN 'charge' ELSE 'record' END`,
      found: 'kind',
    },
    {
      what: 'status in the answer',
      expected: `CASE WHEN status IN ('failed', 'pending') THEN status
                      WHEN status = 'processing' AND NOT of_a_charge THEN status
                      WHEN status = 'completed' AND billing_status = 'refunded' THEN status
                      ELSE billing_status END`,
      found: 'status',
    },
    {
      what: 'an answer with the status of the record',
      expected: 'billing_status::text',
      found: `CASE WHEN statuses & ${bitOf('billing_status')} <> 0 THEN billing_status ELSE 'none' END`,
    },
    when('of_a_charge', {
      what: 'amount in the answer',
      expected: `CASE WHEN ${SETTLED} THEN total_amount ELSE 0 END`,
      found: 'amount',
    }),
    when(SETTLED, { what: 'currency in the answer', expected: 'currency::text', found: 'currency_answered' }),
    when(SETTLED, { what: 'method in the answer', expected: 'billing_method::text', found: 'method' }),
    when(SETTLED, {
      what: 'wallet transaction in the answer',
      expected: 'wallet_transaction_id::text',
      found: 'wallet_transaction',
    }),
    when(SETTLED, {
      what: 'payment transaction in the answer',
      expected: 'payment_transaction_id::text',
      found: 'payment_transaction',
    }),
  ],
};
