import { PAID_FROM_WALLET, REFUSED, changesOf, type RowChange } from './row-change.js';

/** Billing records. */
export const RECORDS: readonly RowChange[] = [
  ...changesOf('billing_records', `billing_id = '$'`, PAID_FROM_WALLET, [
    {
      name: "a record's amount",
      law: 'records',
      set: 'total_amount = total_amount * 2',
      what: 'total_amount',
    },
    {
      name: "a record's amount, by its postings",
      law: 'charges',
      set: 'total_amount = total_amount * 2',
      what: 'posted to revenue',
    },
    {
      name: "a record's lines",
      law: 'records',
      set: `charge_lines = jsonb_set(charge_lines, '{0,unit_price}', '"0.001"')`,
      what: 'lines that are not quantity × unit_price',
    },
    {
      name: "a record's quantity",
      law: 'records',
      set: 'usage_amount = usage_amount + 1',
      what: 'quantity of its lines',
    },
    { name: "a record's unit price", law: 'records', set: 'unit_price = 7', what: 'unit_price' },
    {
      name: "a completed record's status",
      law: 'charges',
      set: `billing_status = 'pending'`,
      what: 'posted to revenue',
    },
    {
      name: "a completed record's status, by its answer",
      law: 'keys',
      set: `billing_status = 'failed'`,
      what: 'status in the answer',
    },
    { name: "a charged record's payer", law: 'charges', set: `account_id = 'user:mallory'`, what: 'payer' },
    {
      name: "a record's method",
      law: 'charges',
      set: `billing_method = 'credit_consumption'`,
      what: 'paid from',
    },
    { name: "a record's currency", law: 'charges', set: `currency = 'USD'`, what: 'currency' },
    { name: 'a record that is gone', law: 'keys', set: null, what: 'record' },
  ]),
  ...changesOf('billing_records', `billing_id = '$'`, REFUSED, [
    {
      name: "a failed record's status",
      law: 'charges',
      set: `billing_status = 'completed'`,
      what: 'posted to revenue',
    },
    {
      name: "a failed record's status, by its reason",
      law: 'records',
      set: `billing_status = 'completed'`,
      what: 'failure_reason',
    },
    {
      name: "a record's status, by its events",
      law: 'record_events',
      set: `billing_status = 'pending'`,
      what: 'billing_status',
    },
    { name: "a record's payer", law: 'keys', set: `account_id = 'user:mallory'`, what: 'payer' },
  ]),
  ...changesOf('billing_records', `billing_id = '$'`, ({ records }) => records.unpriced, [
    {
      name: "a pending record's status, by its answer",
      law: 'keys',
      set: `billing_status = 'failed'`,
      what: 'an answer with the status of the record',
    },
  ]),
  ...changesOf('billing_records', `billing_id = '$'`, ({ records }) => records.refunded, [
    { name: "a record's refund", law: 'charges', set: 'refunded_amount = 0', what: 'refunded_amount' },
  ]),
];
