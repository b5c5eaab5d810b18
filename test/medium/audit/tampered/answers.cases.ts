import { changesOf, ofRecord, type RowChange } from './row-change.js';

/** Keys, and the answers that are stored with them. */
export const ANSWERS: readonly RowChange[] = [
  ...changesOf(ofRecord('paidFromWallet', 'idempotency_keys'), [
    [
      "an answer's amount",
      'keys',
      `outcome = (outcome::jsonb || '{"amount":"0.01"}')::json`,
      'amount in the answer',
    ],
    ['an answer that is gone', 'keys', null, 'key'],
    [
      'the record that an answer names',
      'keys',
      `outcome = (outcome::jsonb || '{"billingId":"bill_none"}')::json`,
      'record in the answer',
    ],
    ['an answer that is no answer', 'keys', `outcome = '[]'`, 'a value', 'cell '],
  ]),
  ...changesOf(ofRecord('refused', 'idempotency_keys'), [
    [
      "a refused answer's status",
      'keys',
      `outcome = (outcome::jsonb || '{"status":"completed"}')::json`,
      'status in the answer',
    ],
  ]),
  ...changesOf(
    {
      table: 'idempotency_keys',
      where: `outcome -> 'transaction' ->> 'transactionId' = '$'`,
      pick: ({ find }) =>
        find(
          `SELECT outcome -> 'transaction' ->> 'transactionId' FROM dev.idempotency_keys WHERE operation = 'deposit' LIMIT 1`,
        ),
    },
    [
      [
        'a deposit’s answer',
        'wallet_answers',
        `outcome = jsonb_set(outcome::jsonb, '{transaction,amount}', '"9"')::json`,
        'amount',
      ],
    ],
  ),
];
