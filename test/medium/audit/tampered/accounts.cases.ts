import { changesOf, ofRecord, rowOfAccount, type RowChange } from './row-change.js';

/** Settlement attempts, and the accounts that all belong to. */
export const ACCOUNTS: readonly RowChange[] = [
  ...changesOf(ofRecord('paidByCard', 'settlement_attempts'), [
    ["an attempt's amount", 'attempts', 'amount = amount + 1', 'amount', 'att_'],
    ["an attempt's transaction", 'attempts', `transaction_id = 'ch_other'`, 'payment_transaction_id', 'att_'],
    [
      'what a charge left over',
      'carried',
      `amount = amount - 0.5, details = details || '{"left_over":"0.5"}'`,
      'carried',
      'user:',
    ],
  ]),
  ...changesOf(ofRecord('underWay', 'settlement_attempts'), [
    ["an attempt's state", 'attempts', `state = 'succeeded'`, 'attempts that it waits for', 'att_'],
    ['an attempt that is gone', 'attempts', null, 'attempts that it waits for'],
  ]),
  ...changesOf(rowOfAccount('accounts', 'user:dave'), [
    ["an account's flag", 'accounts', 'has_payment_methods = false', 'has_payment_methods'],
  ]),
  ...changesOf({ table: 'owners', where: `owner_kind = 'user' AND owner_id = '$'`, pick: () => 'alice' }, [
    ["an account's cell in the directory", 'accounts', 'cell = 1 - cell', 'cell', 'user:$'],
  ]),
  ...changesOf(rowOfAccount('payment_methods', 'user:erin'), [
    ['a card that is gone', 'accounts', null, 'has_payment_methods'],
  ]),
  ...changesOf(rowOfAccount('subscriptions', 'user:grace'), [
    ['a subscription that is gone', 'accounts', null, 'has_subscriptions'],
    ['whose subscription it is', 'accounts', `account_id = 'user:alice'`, 'has_subscriptions', 'user:alice'],
  ]),
];
