import { inRange, present, when, type Law } from '../law.js';

const SLICE = inRange('account_id');

const EXPECTED_SOURCE = `
  CASE WHEN operation IN ('open_wallet', 'deposit', 'grant_credits') THEN 'deposits'
       WHEN operation IN ('withdraw', 'transfer_out') THEN 'available'
       WHEN operation = 'settle_payment' AND source IN ('available', 'credits') THEN source
       WHEN operation IN ('transfer_in', 'settle_payment', 'settled_outside') THEN 'external'
       WHEN operation = 'refund' THEN 'refunds'
       WHEN operation IN ('charge', 'process', 'decide_again') AND source IN ('credits', 'external') THEN source
       WHEN operation IN ('charge', 'process', 'decide_again') THEN 'available'
       ELSE 'none: no such operation' END`;

const EXPECTED_DESTINATION = `
  CASE WHEN operation IN ('open_wallet', 'deposit', 'transfer_in') THEN 'available'
       WHEN operation = 'grant_credits' THEN 'credits'
       WHEN operation IN ('withdraw', 'transfer_out') THEN 'external'
       WHEN operation = 'refund' AND destination IN ('available', 'credits') THEN destination
       WHEN operation = 'refund' THEN 'external'
       WHEN operation = 'settle_payment' AND source = 'external' AND destination = 'credits' THEN 'credits'
       ELSE 'revenue' END`;

export const POSTINGS: Law = {
  name: 'postings',
  sentence: 'A posting moves between the ledger accounts of its operation',
  rows: 'postings',
  slicing: 'accounts',
  from: (s) => `
    (SELECT *, operation IN ('charge', 'process', 'decide_again', 'settle_payment', 'settled_outside',
                         'refund') AS of_a_record
       FROM ${s}.postings WHERE ${SLICE}) p`,
  row: `'posting ' || posting_id`,
  account: 'account_id',
  aspects: [
    { what: 'source', expected: EXPECTED_SOURCE, found: 'source::text' },
    { what: 'destination', expected: EXPECTED_DESTINATION, found: 'destination::text' },
    { what: 'names a record', expected: 'of_a_record', found: 'billing_id IS NOT NULL' },
  ],
};

/**
 * Deposits, withdrawals, transfers, grants: what no record stands for is told by the stored answer. That is forgotten
 * after its retention, which is a day at least: only of younger movements must it be there.
 */
export const WALLET_ANSWERS: Law = {
  name: 'wallet_answers',
  sentence: 'A movement that no record stands for is as its stored answer says',
  rows: 'movements',
  slicing: 'accounts',
  from: (s) => `
    (SELECT coalesce(p.account_id, k.account_id) AS account_id, coalesce(p.transaction_id, k.transaction_id) AS id,
            p.amount, p.currency, p.operation, p.balance_after, p.transaction_id AS posted, k.transaction_id AS answered,
            k.amount AS amount_answered, k.currency AS currency_answered, k.type, k.balance_answered
       FROM (SELECT account_id, 'txn_' || replace(posting_id::text, '-', '') AS transaction_id, amount, currency,
                    operation, balance_after, created_at
               FROM ${s}.postings WHERE ${SLICE} AND billing_id IS NULL) p
       FULL JOIN (
             SELECT k.account_id, t."transactionId" AS transaction_id, t.amount, o.currency, t.type,
                    t."balanceAfter" AS balance_answered
               FROM ${s}.idempotency_keys k
              CROSS JOIN LATERAL json_to_record(k.outcome) o(currency text, transaction json)
              CROSS JOIN LATERAL json_to_record(o.transaction)
                                 t("transactionId" text, type text, amount numeric, "balanceAfter" numeric)
              WHERE ${SLICE} AND t."transactionId" IS NOT NULL
                AND operation IN ('open_wallet', 'deposit', 'withdraw', 'transfer_out', 'transfer_in', 'grant_credits')
             ) k
         ON k.account_id = p.account_id AND k.transaction_id = p.transaction_id
      WHERE k.transaction_id IS NOT NULL OR p.created_at > now() - interval '1 day') m`,
  row: 'id',
  account: 'account_id',
  aspects: [
    present('posting', 'posted IS NOT NULL'),
    present('stored answer', 'answered IS NOT NULL'),
    { what: 'amount', expected: 'amount_answered', found: 'amount' },
    { what: 'currency', expected: 'currency_answered', found: 'currency::text' },
    { what: 'operation', expected: 'type', found: 'operation::text' },
    when('balance_after IS NOT NULL', {
      what: 'balance after it',
      expected: 'balance_answered',
      found: 'balance_after',
    }),
  ],
};

/** What left one account and is owed to another; the accounts may live in different cells. */
export const TRANSFERS: Law = {
  name: 'transfers',
  sentence: 'What a transfer took from one wallet came to the other, once',
  rows: 'transfers',
  slicing: 'whole',
  from: (s) => `
    (SELECT coalesce(a.attempt_id, o.reference_id, i.reference_id) AS id,
            coalesce(a.account_id, o.account_id, i.account_id) AS account_id, a.attempt_id, a.state,
            a.amount, a.currency, coalesce(o.n, 0) AS outs, coalesce(o.amount, 0) AS amount_out,
            coalesce(i.n, 0) AS ins, i.amount AS amount_in, o.currency AS currency_out, i.currency AS currency_in
       FROM (SELECT * FROM ${s}.settlement_attempts WHERE kind = 'transfer') a
       FULL JOIN (${halves(s, 'transfer_out')}) o ON o.reference_id = a.attempt_id
       FULL JOIN (${halves(s, 'transfer_in')}) i ON i.reference_id = coalesce(a.attempt_id, o.reference_id)
      WHERE $1::int[] IS NOT NULL) t`,
  row: 'id',
  account: 'account_id',
  aspects: [
    present('settlement attempt', 'attempt_id IS NOT NULL'),
    { what: 'times taken out', expected: '1::bigint', found: 'outs' },
    { what: 'taken out', expected: 'amount', found: 'amount_out' },
    { what: 'currency taken out', expected: 'currency::text', found: 'currency_out' },
    {
      what: 'times brought in',
      expected: `CASE WHEN state = 'succeeded' THEN 1 ELSE least(ins, 1) END`,
      found: 'ins',
    },
    when('ins > 0', { what: 'brought in', expected: 'amount', found: 'amount_in' }),
    when('ins > 0', { what: 'currency brought in', expected: 'currency::text', found: 'currency_in' }),
  ],
};

function halves(s: string, operation: string): string {
  return `SELECT reference_id, min(account_id) AS account_id, min(currency) AS currency, count(*) AS n,
                 sum(amount) AS amount
            FROM ${s}.postings WHERE operation = '${operation}' GROUP BY reference_id`;
}
