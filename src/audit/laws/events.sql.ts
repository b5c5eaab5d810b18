import { present, when, type Law } from '../law.js';

/** The end of the cell's numbers takes part as if it were an event: so an event that is missing at the end shows too. */
export const EVENT_NUMBERS: Law = {
  name: 'event_numbers',
  sentence: 'A cell numbers its events from 1 on without a gap',
  rows: 'numbers',
  slicing: 'cell',
  from: (s) => `
    (SELECT seq, lag(seq, 1, 0::bigint) OVER (ORDER BY seq) AS before
       FROM (SELECT seq FROM ${s}.billing_events WHERE cell = $1
              UNION ALL
             SELECT seq + 1 FROM ${s}.cells WHERE cell = $1) e) e`,
  row: `'event ' || seq || ' of cell ' || $1::int`,
  account: null,
  aspects: [{ what: 'number of the event before it', expected: 'seq - 1', found: 'before' }],
};

export const EVENT_TIMES: Law = {
  name: 'event_times',
  sentence: 'No decision of an account is dated before its last one',
  rows: 'events',
  slicing: 'cell',
  from: (s) => `
    (SELECT seq, account_id, created_at, lag(created_at) OVER (PARTITION BY account_id ORDER BY seq) AS before
       FROM ${s}.billing_events WHERE cell = $1) e`,
  row: `'event ' || seq || ' of cell ' || $1::int`,
  account: 'account_id',
  aspects: [{ what: 'time', expected: 'greatest(created_at, before)', found: 'created_at' }],
};

const EXPECTED_STATUS = `
  CASE WHEN event_type IN ('billing_processed', 'payment_completed') THEN 'completed'
       WHEN event_type IN ('billing_failed', 'quota_exceeded') THEN 'failed'
       WHEN event_type IN ('refund_issued', 'refund_credited') THEN 'refunded'
       WHEN event_type = 'method_declined' THEN 'processing'
       WHEN event_type = 'usage_recorded' AND went_to = 'processing' THEN 'processing'
       WHEN event_type = 'usage_recorded' THEN 'pending'
       ELSE 'none: no such event of a record' END`;

export const RECORD_EVENTS: Law = {
  name: 'record_events',
  sentence: 'Each record has its events, and they lead to what it says',
  rows: 'events',
  slicing: 'cell',
  from: (s) => `
    (SELECT billing_id, coalesce(r.account_id, e.account_id) AS account_id, r.account_id AS payer, r.total_amount,
            r.currency, r.billing_method, r.billing_status, r.taken_amount, e.seq, e.account_id AS payer_told, e.event_type,
            e.came_from, e.went_to, e.amount, e.currency_told, e.method_told, e.taken_told, e.before,
            e.is_last
       FROM (SELECT billing_id, account_id, total_amount, currency, billing_method, billing_status, taken_amount
               FROM ${s}.billing_records WHERE cell = $1) r
       FULL JOIN (
             SELECT *, lag(went_to) OVER w AS before, lead(seq) OVER w IS NULL AS is_last,
                    max(taken) OVER w AS taken_told
               FROM (SELECT billing_id, seq, account_id, event_type, payload ->> 'from' AS came_from,
                            payload ->> 'to' AS went_to, (payload ->> 'amount')::numeric AS amount,
                            payload ->> 'currency' AS currency_told, payload ->> 'billing_method' AS method_told,
                            (payload ->> 'taken')::numeric AS taken
                       FROM ${s}.billing_events WHERE cell = $1 AND billing_id IS NOT NULL
                     OFFSET 0) e
             WINDOW w AS (PARTITION BY billing_id ORDER BY seq)) e
      USING (billing_id)) e`,
  row: `billing_id || coalesce(' in event ' || seq || ' of cell ' || $1::int, '')`,
  account: 'account_id',
  aspects: [
    present('record', 'payer IS NOT NULL'),
    present('event', 'seq IS NOT NULL'),
    { what: 'payer', expected: 'payer::text', found: 'payer_told::text' },
    { what: 'status before', expected: 'before', found: 'came_from' },
    { what: 'status after', expected: EXPECTED_STATUS, found: 'went_to' },
    when('is_last', { what: 'billing_status', expected: 'went_to', found: 'billing_status::text' }),
    when('is_last', { what: 'total_amount', expected: 'amount', found: 'total_amount' }),
    when('is_last', { what: 'currency', expected: 'currency_told', found: 'currency::text' }),
    when('is_last', { what: 'billing_method', expected: 'method_told', found: 'billing_method::text' }),
    when('is_last', { what: 'taken_amount', expected: 'taken_told', found: 'taken_amount' }),
  ],
};
