import { changesOf, PAID_FROM_WALLET, type Past, type Pick, type RowChange } from './row-change.js';

type Record = keyof Past['records'];

/** The latest attempt about this record. */
function attemptOf(record: Record): Pick {
  return ({ records, find }) =>
    find(`SELECT max(attempt_id) FROM dev.settlement_attempts WHERE billing_id = '${records[record]}'`);
}

/** Settlement attempts on payers outside: what each of their columns decides. */
const ATTEMPTS: readonly RowChange[] = [
  ...changesOf('settlement_attempts', `attempt_id = '$'`, attemptOf('paidByWalletOutside'), [
    { name: 'who was charged', law: 'attempts', set: `kind = 'credits'`, what: 'kind, by its method' },
    {
      name: 'the transaction of a wallet outside',
      law: 'attempts',
      set: `transaction_id = 'txn-other'`,
      what: 'wallet_transaction_id',
    },
    { name: 'the currency of a charge', law: 'attempts', set: `currency = 'USD'`, what: 'currency' },
    { name: 'whose charge it is', law: 'attempts', set: `account_id = 'user:mallory'`, what: 'payer' },
    {
      name: 'a charge that succeeded without a transaction',
      law: 'leases',
      set: 'transaction_id = NULL',
      what: 'transaction_id',
    },
  ]),
  ...changesOf('settlement_attempts', `attempt_id = '$'`, attemptOf('refundedInPart'), [
    {
      name: 'what a refund gives back',
      law: 'attempts',
      set: `details = details || '{"transaction_id":"pay-other"}'`,
      what: 'transaction that it gives back',
    },
    {
      name: 'whom a refund goes to',
      law: 'attempts',
      set: `kind = 'wallet_refund'`,
      what: 'kind, by what was paid',
    },
    { name: 'how much a refund gives back', law: 'attempts', set: 'amount = amount + 0.01', what: 'amount' },
  ]),
  ...changesOf('settlement_attempts', `attempt_id = '$'`, attemptOf('gaveBackLess'), [
    {
      name: 'a refund of more than was taken',
      law: 'attempts',
      set: `amount = amount + 0.01, details = details || '{"left_over":"0"}'`,
      what: 'sent back, at most what was taken',
    },
  ]),
  ...changesOf('settlement_attempts', `attempt_id = '$'`, attemptOf('pendingOutside'), [
    {
      name: 'a charge that was sent, as if it had not been',
      law: 'leases',
      set: 'lease_number = 0',
      what: 'times sent',
    },
    {
      name: 'when a charge was sent',
      law: 'leases',
      set: 'sent_at = NULL',
      what: 'has a time of sending',
    },
    { name: 'how often it was sent', law: 'leases', set: 'tries = tries + 1', what: 'times sent' },
    {
      name: 'whose answer a charge will settle',
      law: 'attempts',
      set: `key = 'another'`,
      what: 'record of the answer that it will settle',
    },
    {
      name: 'a charge under way that is settled behind our back',
      law: 'attempts',
      set: `state = 'declined', failure_reason = 'no'`,
      what: 'attempts that it waits for',
    },
    {
      name: 'a charge under way of another kind',
      law: 'upstream_wallets',
      set: `kind = 'payment'`,
      row: 'user:pia',
      what: 'account of the attempt that has it',
    },
  ]),
  ...changesOf('settlement_attempts', `attempt_id = '$'`, attemptOf('behindIt'), [
    {
      name: 'a second call to a wallet',
      law: 'upstream_wallets',
      set: `lease_number = 1, tries = 1, sent_at = now()`,
      row: 'user:pia',
      what: 'attempts that call it',
    },
  ]),
  ...changesOf('settlement_attempts', `attempt_id = '$'`, attemptOf('givenUp'), [
    {
      name: 'what was given up, taken after all',
      law: 'attempts',
      set: `state = 'succeeded', transaction_id = 'txn-1', failure_reason = NULL`,
      what: 'billing_status',
    },
    {
      name: 'why it was given up',
      law: 'leases',
      set: 'failure_reason = NULL',
      what: 'failure_reason',
    },
  ]),
  ...changesOf('settlement_attempts', `attempt_id = '$'`, attemptOf('payerAway'), [
    {
      name: 'what reminds of usage whose payer is away',
      law: 'attempts',
      set: null,
      row: '',
      what: 'is due for another decision',
    },
  ]),
];

const TAKEN: readonly RowChange[] = [
  ...changesOf('billing_records', `billing_id = '$'`, ({ records }) => records.tookLess, [
    {
      name: 'how much a transaction took',
      law: 'attempts',
      set: 'taken_amount = taken_amount + 0.01',
      row: 'att_',
      what: 'taken_amount',
    },
    {
      name: 'that a transaction took less than the total',
      law: 'record_events',
      set: 'taken_amount = NULL',
      what: 'taken_amount',
    },
  ]),
  ...changesOf('billing_records', `billing_id = '$'`, PAID_FROM_WALLET, [
    {
      name: 'a transaction that there was none of',
      law: 'record_events',
      set: 'taken_amount = 1',
      what: 'taken_amount',
    },
  ]),
];

const CARRIED: readonly RowChange[] = [
  ...changesOf('carried_amounts', `account_id = '$'`, () => 'user:cora', [
    {
      name: 'a carried fraction',
      law: 'carried',
      set: 'amount = amount + 0.1',
      row: 'user:cora by credit_consumption in CREDIT',
      what: 'carried',
    },
    {
      name: 'a carried fraction that is gone',
      law: 'carried',
      set: null,
      row: 'user:cora by credit_consumption in CREDIT',
      what: 'carried',
    },
    {
      name: 'who carries it',
      law: 'carried',
      set: `account_id = 'user:mallory'`,
      row: 'user:mallory by credit_consumption in CREDIT',
      what: 'carried',
    },
  ]),
  ...changesOf('carried_amounts', `account_id = '$'`, () => 'user:dora', [
    {
      name: 'by whom it will be taken',
      law: 'carried',
      set: `billing_method = 'credit_consumption'`,
      row: 'user:dora by payment_charge in USD',
      what: 'carried',
    },
    {
      name: 'in which currency it is owed',
      law: 'carried',
      set: `currency = 'EUR'`,
      row: 'user:dora by payment_charge in USD',
      what: 'carried',
    },
  ]),
  ...changesOf(
    'billing_events',
    `billing_id = '$' AND event_type = 'refund_issued'`,
    ({ records }) => records.creditedHere,
    [
      {
        name: 'what a refund left over',
        law: 'carried',
        set: `payload = payload - 'left_over'`,
        row: 'user:cora by credit_consumption in CREDIT',
        what: 'carried',
      },
    ],
  ),
  ...changesOf('billing_records', `billing_id = '$'`, ({ records }) => records.tooSmallForCard, [
    {
      name: 'what was too small to be taken',
      law: 'carried',
      set: `payment_transaction_id = 'pay-1'`,
      row: 'user:dora by payment_charge in USD',
      what: 'carried',
    },
  ]),
];

const WALLETS: readonly RowChange[] = changesOf('upstream_wallets', `account_id = '$'`, () => 'user:pia', [
  {
    name: 'which attempt has a wallet',
    law: 'upstream_wallets',
    set: `attempt_id = 'att_other'`,
    what: 'account of the attempt that has it',
  },
  { name: 'a wallet that is free', law: 'upstream_wallets', set: null, what: 'attempt that has it' },
  {
    name: 'whose wallet it is',
    law: 'upstream_wallets',
    set: `account_id = 'user:mallory'`,
    row: 'user:mallory',
    what: 'account of the attempt that has it',
  },
]);

export const OUTSIDE: readonly RowChange[] = [...ATTEMPTS, ...TAKEN, ...CARRIED, ...WALLETS];
