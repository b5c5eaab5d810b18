import { PAID_BY_CARD, UNDER_WAY, changesOf, type RowChange } from './row-change.js';

/** Settlement attempts, and the accounts that all belong to. */
export const ACCOUNTS: readonly RowChange[] = [
  ...changesOf('settlement_attempts', `billing_id = '$'`, PAID_BY_CARD, [
    { name: "an attempt's amount", law: 'attempts', set: 'amount = amount + 1', row: 'att_', what: 'amount' },
    {
      name: "an attempt's transaction",
      law: 'attempts',
      set: `transaction_id = 'ch_other'`,
      row: 'att_',
      what: 'payment_transaction_id',
    },
    {
      name: 'what a charge left over',
      law: 'carried',
      set: `amount = amount - 0.5, details = details || '{"left_over":"0.5"}'`,
      row: 'user:',
      what: 'carried',
    },
  ]),
  ...changesOf('settlement_attempts', `billing_id = '$'`, UNDER_WAY, [
    {
      name: "an attempt's state",
      law: 'attempts',
      set: `state = 'succeeded'`,
      row: 'att_',
      what: 'attempts that it waits for',
    },
    { name: 'an attempt that is gone', law: 'attempts', set: null, what: 'attempts that it waits for' },
  ]),
  ...changesOf('accounts', `account_id = '$'`, () => 'user:dave', [
    {
      name: "an account's flag",
      law: 'accounts',
      set: 'has_payment_methods = false',
      what: 'has_payment_methods',
    },
  ]),
  ...changesOf('owners', `owner_kind = 'user' AND owner_id = '$'`, () => 'alice', [
    {
      name: "an account's cell in the directory",
      law: 'accounts',
      set: 'cell = 1 - cell',
      row: 'user:$',
      what: 'cell',
    },
  ]),
  ...changesOf('payment_methods', `account_id = '$'`, () => 'user:erin', [
    { name: 'a card that is gone', law: 'accounts', set: null, what: 'has_payment_methods' },
  ]),
  ...changesOf('subscriptions', `account_id = '$'`, () => 'user:grace', [
    { name: 'a subscription that is gone', law: 'accounts', set: null, what: 'has_subscriptions' },
    {
      name: 'whose subscription it is',
      law: 'accounts',
      set: `account_id = 'user:alice'`,
      row: 'user:alice',
      what: 'has_subscriptions',
    },
  ]),
];
