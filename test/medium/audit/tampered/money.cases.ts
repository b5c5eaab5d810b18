import { PAID_BY_CARD, PAID_FROM_WALLET, changesOf, posting, type RowChange } from './row-change.js';

/** Balances, and the postings that they are the sums of. */
export const MONEY: readonly RowChange[] = [
  ...changesOf('balances', `account_id || ' in ' || currency = '$'`, () => 'user:alice in CREDIT', [
    { name: 'a balance', law: 'balances', set: 'available = available + 0.01', what: 'available' },
  ]),
  ...changesOf('balances', `account_id || ' in ' || currency = '$'`, () => 'user:carol in CREDIT', [
    { name: 'credits', law: 'balances', set: 'credits = credits + 1', what: 'credits' },
  ]),
  ...changesOf('balances', `account_id || ' in ' || currency = '$'`, () => 'user:bob in CREDIT', [
    { name: 'a balance that is gone', law: 'balances', set: null, what: 'available' },
  ]),
  ...changesOf('postings', `billing_id = '$'`, PAID_FROM_WALLET, [
    { name: "a posting's amount", law: 'charges', set: 'amount = amount + 1', what: 'posted to revenue' },
  ]),
  ...changesOf('postings', `posting_id = '$'`, posting(`operation = 'deposit'`), [
    {
      name: "a posting's amount, in the chain of balances",
      law: 'running_balances',
      set: 'amount = amount + 1',
      row: 'posting $',
      what: 'balance after it',
    },
    {
      name: "a deposit's amount, by its answer",
      law: 'wallet_answers',
      set: 'amount = amount + 1',
      row: 'txn_$',
      what: 'amount',
    },
    { name: 'a deposit that is gone', law: 'wallet_answers', set: null, row: 'txn_$', what: 'posting' },
  ]),
  ...changesOf('postings', `posting_id = '$'`, posting(`operation = 'withdraw'`), [
    {
      name: 'the balance that a posting says it left',
      law: 'running_balances',
      set: 'balance_after = balance_after + 5',
      row: 'posting $',
      what: 'balance after it',
    },
  ]),
  ...changesOf('postings', `posting_id = '$'`, posting(`operation = 'settle_payment'`), [
    {
      name: "a posting's destination",
      law: 'postings',
      set: `destination = 'deposits'`,
      row: 'posting $',
      what: 'destination',
    },
  ]),
  ...changesOf('postings', `billing_id = '$'`, PAID_BY_CARD, [
    { name: 'a posting that is gone', law: 'charges', set: null, what: 'posted to revenue' },
  ]),
  ...changesOf(
    'postings',
    `operation = 'transfer_in' AND reference_id = '$'`,
    ({ find }) => find(`SELECT reference_id FROM dev.postings WHERE operation = 'transfer_in' LIMIT 1`),
    [{ name: 'a transfer that never arrived', law: 'transfers', set: null, what: 'times brought in' }],
  ),
];
