import { PAID_FROM_WALLET, REFUSED, changesOf, type Pick, type RowChange } from './row-change.js';

function event(where: string): Pick {
  return ({ find }) =>
    find(`SELECT seq || ' AND cell = ' || cell FROM dev.billing_events WHERE ${where} LIMIT 1`);
}

/** Billing events, and their numbers. */
export const EVENTS: readonly RowChange[] = [
  ...changesOf('billing_events', 'seq = $', event(`event_type = 'wallet_deposited'`), [
    {
      name: 'an event that is gone',
      law: 'event_numbers',
      set: null,
      row: 'event ',
      what: 'number of the event before it',
    },
  ]),
  ...changesOf('billing_events', `billing_id = '$'`, REFUSED, [
    { name: "a record's event that is gone", law: 'record_events', set: null, what: 'event' },
    {
      name: "an event's status",
      law: 'record_events',
      set: `payload = payload || '{"to":"completed"}'`,
      what: 'status after',
    },
  ]),
  ...changesOf(
    'billing_events',
    'seq = $',
    ({ find }) => find(`SELECT max(seq) || ' AND cell = 0' FROM dev.billing_events WHERE cell = 0`),
    [
      {
        name: 'the last event of a cell that is gone',
        law: 'event_numbers',
        set: null,
        row: 'event ',
        what: 'number of the event before it',
      },
    ],
  ),
  ...changesOf('billing_events', `billing_id = '$'`, PAID_FROM_WALLET, [
    {
      name: "an event's amount",
      law: 'record_events',
      set: `payload = payload || '{"amount":"0.01"}'`,
      what: 'total_amount',
    },
    { name: "an event's payer", law: 'record_events', set: `account_id = 'user:bob'`, what: 'payer' },
    {
      name: "an event's time",
      law: 'event_times',
      set: `created_at = created_at - interval '1 day'`,
      row: 'event ',
      what: 'time',
    },
  ]),
  ...changesOf('cells', 'cell = $', () => '0', [
    {
      name: 'how many events a cell has numbered',
      law: 'event_numbers',
      set: 'seq = seq + 1',
      row: 'event ',
      what: 'number of the event before it',
    },
  ]),
];
