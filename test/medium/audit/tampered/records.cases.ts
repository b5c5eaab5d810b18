import { changesOf, ofRecord, type RowChange } from './row-change.js';

/** Billing records. */
export const RECORDS: readonly RowChange[] = [
  ...changesOf(ofRecord('paidFromWallet'), [
    ["a record's amount", 'records', 'total_amount = total_amount * 2', 'total_amount'],
    ["a record's amount, by its postings", 'charges', 'total_amount = total_amount * 2', 'posted to revenue'],
    [
      "a record's lines",
      'records',
      `charge_lines = jsonb_set(charge_lines, '{0,unit_price}', '"0.001"')`,
      'lines that are not quantity × unit_price',
    ],
    ["a record's quantity", 'records', 'usage_amount = usage_amount + 1', 'quantity of its lines'],
    ["a record's unit price", 'records', 'unit_price = 7', 'unit_price'],
    ["a completed record's status", 'charges', `billing_status = 'pending'`, 'posted to revenue'],
    [
      "a completed record's status, by its answer",
      'keys',
      `billing_status = 'failed'`,
      'status in the answer',
    ],
    ["a charged record's payer", 'charges', `account_id = 'user:mallory'`, 'payer'],
    ["a record's method", 'charges', `billing_method = 'credit_consumption'`, 'paid from'],
    ["a record's currency", 'charges', `currency = 'USD'`, 'currency'],
    ['a record that is gone', 'keys', null, 'record'],
  ]),
  ...changesOf(ofRecord('refused'), [
    ["a failed record's status", 'charges', `billing_status = 'completed'`, 'posted to revenue'],
    ["a failed record's status, by its reason", 'records', `billing_status = 'completed'`, 'failure_reason'],
    ["a record's status, by its events", 'record_events', `billing_status = 'pending'`, 'billing_status'],
    ["a record's payer", 'keys', `account_id = 'user:mallory'`, 'payer'],
  ]),
  ...changesOf(ofRecord('unpriced'), [
    [
      "a pending record's status, by its answer",
      'keys',
      `billing_status = 'failed'`,
      'an answer with the status of the record',
    ],
  ]),
  ...changesOf(ofRecord('refunded'), [
    ["a record's refund", 'charges', 'refunded_amount = 0', 'refunded_amount'],
  ]),
];
