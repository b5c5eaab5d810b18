import { changesOf, ofRecord, type Pick, type RowChange } from './row-change.js';

function event(where: string): Pick {
  return ({ find }) =>
    find(`SELECT seq || ' AND cell = ' || cell FROM dev.billing_events WHERE ${where} LIMIT 1`);
}

/** Billing events, and their numbers. */
export const EVENTS: readonly RowChange[] = [
  ...changesOf(
    { table: 'billing_events', where: 'seq = $', pick: event(`event_type = 'wallet_deposited'`) },
    [['an event that is gone', 'event_numbers', null, 'number of the event before it', 'event ']],
  ),
  ...changesOf(ofRecord('refused', 'billing_events'), [
    ["a record's event that is gone", 'record_events', null, 'event'],
    ["an event's status", 'record_events', `payload = payload || '{"to":"completed"}'`, 'status after'],
  ]),
  ...changesOf(
    {
      table: 'billing_events',
      where: 'seq = $',
      pick: ({ find }) => find(`SELECT max(seq) || ' AND cell = 0' FROM dev.billing_events WHERE cell = 0`),
    },
    [
      [
        'the last event of a cell that is gone',
        'event_numbers',
        null,
        'number of the event before it',
        'event ',
      ],
    ],
  ),
  ...changesOf(ofRecord('paidFromWallet', 'billing_events'), [
    ["an event's amount", 'record_events', `payload = payload || '{"amount":"0.01"}'`, 'total_amount'],
    ["an event's payer", 'record_events', `account_id = 'user:bob'`, 'payer'],
    ["an event's time", 'event_times', `created_at = created_at - interval '1 day'`, 'time', 'event '],
  ]),
  ...changesOf({ table: 'cells', where: 'cell = $', pick: () => '0' }, [
    [
      'how many events a cell has numbered',
      'event_numbers',
      'seq = seq + 1',
      'number of the event before it',
      'event ',
    ],
  ]),
];
