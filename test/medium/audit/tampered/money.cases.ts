import { changesOf, ofRecord, postingWhere, type RowChange } from './row-change.js';

/** "user:alice in CREDIT". */
function balance(named: string) {
  return { table: 'balances', where: `account_id || ' in ' || currency = '$'`, pick: () => named };
}

/** Balances, and the postings that they are the sums of. */
export const MONEY: readonly RowChange[] = [
  ...changesOf(balance('user:alice in CREDIT'), [
    ['a balance', 'balances', 'available = available + 0.01', 'available'],
  ]),
  ...changesOf(balance('user:carol in CREDIT'), [
    ['credits', 'balances', 'credits = credits + 1', 'credits'],
  ]),
  ...changesOf(balance('user:bob in CREDIT'), [['a balance that is gone', 'balances', null, 'available']]),
  ...changesOf(ofRecord('paidFromWallet', 'postings'), [
    ["a posting's amount", 'charges', 'amount = amount + 1', 'posted to revenue'],
  ]),
  ...changesOf(postingWhere(`operation = 'deposit'`), [
    [
      "a posting's amount, in the chain of balances",
      'running_balances',
      'amount = amount + 1',
      'balance after it',
      'posting $',
    ],
    ["a deposit's amount, by its answer", 'wallet_answers', 'amount = amount + 1', 'amount', 'txn_$'],
    ['a deposit that is gone', 'wallet_answers', null, 'posting', 'txn_$'],
  ]),
  ...changesOf(postingWhere(`operation = 'withdraw'`), [
    [
      'the balance that a posting says it left',
      'running_balances',
      'balance_after = balance_after + 5',
      'balance after it',
      'posting $',
    ],
  ]),
  ...changesOf(postingWhere(`operation = 'settle_payment'`), [
    ["a posting's destination", 'postings', `destination = 'deposits'`, 'destination', 'posting $'],
  ]),
  ...changesOf(ofRecord('paidByCard', 'postings'), [
    ['a posting that is gone', 'charges', null, 'posted to revenue'],
  ]),
  ...changesOf(
    {
      table: 'postings',
      where: `operation = 'transfer_in' AND reference_id = '$'`,
      pick: ({ find }) =>
        find(`SELECT reference_id FROM dev.postings WHERE operation = 'transfer_in' LIMIT 1`),
    },
    [['a transfer that never arrived', 'transfers', null, 'times brought in']],
  ),
];
