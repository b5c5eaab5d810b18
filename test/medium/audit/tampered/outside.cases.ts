import { attemptOf, changesOf, ofRecord, rowOfAccount, type RowChange } from './row-change.js';

/** Sums that wait to be taken, of Cora's credits or Dora's card. */
function carried(name: string, of: 'cora' | 'dora', set: string | null, owner = `user:${of}`) {
  const row = `${owner} by ${of === 'cora' ? 'credit_consumption in CREDIT' : 'payment_charge in USD'}`;
  return [name, 'carried', set, 'carried', row] as const;
}

/** Settlement attempts on payers outside: what each of their columns decides. */
const ATTEMPTS: readonly RowChange[] = [
  ...changesOf(attemptOf('paidByWalletOutside'), [
    ['who was charged', 'attempts', `kind = 'credits'`, 'kind, by its method'],
    [
      'the transaction of a wallet outside',
      'attempts',
      `transaction_id = 'txn-other'`,
      'wallet_transaction_id',
    ],
    ['the currency of a charge', 'attempts', `currency = 'USD'`, 'currency'],
    ['whose charge it is', 'attempts', `account_id = 'user:mallory'`, 'payer'],
    ['a charge that succeeded without a transaction', 'leases', 'transaction_id = NULL', 'transaction_id'],
  ]),
  ...changesOf(attemptOf('refundedInPart'), [
    [
      'what a refund gives back',
      'attempts',
      `details = details || '{"transaction_id":"pay-other"}'`,
      'transaction that it gives back',
    ],
    ['whom a refund goes to', 'attempts', `kind = 'wallet_refund'`, 'kind, by what was paid'],
    ['how much a refund gives back', 'attempts', 'amount = amount + 0.01', 'amount'],
  ]),
  ...changesOf(attemptOf('gaveBackLess'), [
    [
      'a refund of more than was taken',
      'attempts',
      `amount = amount + 0.01, details = details || '{"left_over":"0"}'`,
      'sent back, at most what was taken',
    ],
  ]),
  ...changesOf(attemptOf('pendingOutside'), [
    ['a charge that was sent, as if it had not been', 'leases', 'lease_number = 0', 'times sent'],
    ['when a charge was sent', 'leases', 'sent_at = NULL', 'has a time of sending'],
    ['how often it was sent', 'leases', 'tries = tries + 1', 'times sent'],
    [
      'whose answer a charge will settle',
      'attempts',
      `key = 'another'`,
      'record of the answer that it will settle',
    ],
    [
      'a charge under way that is settled behind our back',
      'attempts',
      `state = 'declined', failure_reason = 'no'`,
      'attempts that it waits for',
    ],
    [
      'a charge under way of another kind',
      'upstream_wallets',
      `kind = 'payment'`,
      'account of the attempt that has it',
      'user:pia',
    ],
  ]),
  ...changesOf(attemptOf('behindIt'), [
    [
      'a second call to a wallet',
      'upstream_wallets',
      `lease_number = 1, tries = 1, sent_at = now()`,
      'attempts that call it',
      'user:pia',
    ],
  ]),
  ...changesOf(attemptOf('givenUp'), [
    [
      'what was given up, taken after all',
      'attempts',
      `state = 'succeeded', transaction_id = 'txn-1', failure_reason = NULL`,
      'billing_status',
    ],
    ['why it was given up', 'leases', 'failure_reason = NULL', 'failure_reason'],
  ]),
  ...changesOf(attemptOf('payerAway'), [
    ['what reminds of usage whose payer is away', 'attempts', null, 'is due for another decision', ''],
  ]),
];

const TAKEN: readonly RowChange[] = [
  ...changesOf(ofRecord('tookLess'), [
    ['how much a transaction took', 'attempts', 'taken_amount = taken_amount + 0.01', 'taken_amount', 'att_'],
    ['that a transaction took less than the total', 'record_events', 'taken_amount = NULL', 'taken_amount'],
  ]),
  ...changesOf(ofRecord('paidFromWallet'), [
    ['a transaction that there was none of', 'record_events', 'taken_amount = 1', 'taken_amount'],
  ]),
];

const CARRIED: readonly RowChange[] = [
  ...changesOf(rowOfAccount('carried_amounts', 'user:cora'), [
    carried('a carried fraction', 'cora', 'amount = amount + 0.1'),
    carried('a carried fraction that is gone', 'cora', null),
    carried('who carries it', 'cora', `account_id = 'user:mallory'`, 'user:mallory'),
  ]),
  ...changesOf(rowOfAccount('carried_amounts', 'user:dora'), [
    carried('by whom it will be taken', 'dora', `billing_method = 'credit_consumption'`),
    carried('in which currency it is owed', 'dora', `currency = 'EUR'`),
  ]),
  ...changesOf(
    {
      table: 'billing_events',
      where: `billing_id = '$' AND event_type = 'refund_issued'`,
      pick: ({ records }) => records.creditedHere,
    },
    [carried('what a refund left over', 'cora', `payload = payload - 'left_over'`)],
  ),
  ...changesOf(ofRecord('tooSmallForCard'), [
    carried('what was too small to be taken', 'dora', `payment_transaction_id = 'pay-1'`),
  ]),
];

const WALLETS: readonly RowChange[] = changesOf(rowOfAccount('upstream_wallets', 'user:pia'), [
  [
    'which attempt has a wallet',
    'upstream_wallets',
    `attempt_id = 'att_other'`,
    'account of the attempt that has it',
  ],
  ['a wallet that is free', 'upstream_wallets', null, 'attempt that has it'],
  [
    'whose wallet it is',
    'upstream_wallets',
    `account_id = 'user:mallory'`,
    'account of the attempt that has it',
    'user:mallory',
  ],
]);

export const OUTSIDE: readonly RowChange[] = [...ATTEMPTS, ...TAKEN, ...CARRIED, ...WALLETS];
