import { PAID_FROM_WALLET, REFUSED, changesOf, type RowChange } from './row-change.js';

/** Keys, and the answers that are stored with them. */
export const ANSWERS: readonly RowChange[] = [
  ...changesOf('idempotency_keys', `billing_id = '$'`, PAID_FROM_WALLET, [
    {
      name: "an answer's amount",
      law: 'keys',
      set: `outcome = (outcome::jsonb || '{"amount":"0.01"}')::json`,
      what: 'amount in the answer',
    },
    { name: 'an answer that is gone', law: 'keys', set: null, what: 'key' },
    {
      name: 'the record that an answer names',
      law: 'keys',
      set: `outcome = (outcome::jsonb || '{"billingId":"bill_none"}')::json`,
      what: 'record in the answer',
    },
    {
      name: 'an answer that is no answer',
      law: 'keys',
      set: `outcome = '[]'`,
      row: 'cell ',
      what: 'a value',
    },
  ]),
  ...changesOf('idempotency_keys', `billing_id = '$'`, REFUSED, [
    {
      name: "a refused answer's status",
      law: 'keys',
      set: `outcome = (outcome::jsonb || '{"status":"completed"}')::json`,
      what: 'status in the answer',
    },
  ]),
  ...changesOf(
    'idempotency_keys',
    `outcome -> 'transaction' ->> 'transactionId' = '$'`,
    ({ find }) =>
      find(
        `SELECT outcome -> 'transaction' ->> 'transactionId' FROM dev.idempotency_keys WHERE operation = 'deposit' LIMIT 1`,
      ),
    [
      {
        name: 'a deposit’s answer',
        law: 'wallet_answers',
        set: `outcome = jsonb_set(outcome::jsonb, '{transaction,amount}', '"9"')::json`,
        what: 'amount',
      },
    ],
  ),
];
