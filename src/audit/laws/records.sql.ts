import { inRange, present, when, type Law } from '../law.js';

/** The statuses in which a record's money has moved. */
const CHARGED = `billing_status IN ('completed', 'refunded')`;

export const RECORDS: Law = {
  name: 'records',
  sentence: 'A record costs what its lines add up to, at the price that it names',
  rows: 'records',
  slicing: 'records',
  from: (s) => `
    (SELECT r.*, p.effective_from, p.effective_until, p.product_id AS product_priced, p.currency AS currency_priced, p.unit_price AS single_price,
            coalesce(l.amount, 0) AS lines_amount, coalesce(l.quantity, 0) AS lines_quantity, l.miscalculated,
            l.mispriced, coalesce(jsonb_array_length(r.quota_uses), 0) AS quotas
       FROM (SELECT billing_id, account_id, product_id, usage_amount, usage_timestamp, unit_price, total_amount,
                    currency, billing_status, failure_reason, price_id, charge_lines, quota_uses
               FROM ${s}.billing_records WHERE ${inRange('billing_id')}) r
       LEFT JOIN ${s}.prices p ON p.price_id = r.price_id
      CROSS JOIN LATERAL (
            SELECT sum(l.amount) AS amount, sum(l.quantity) AS quantity,
                   count(*) FILTER (WHERE l.amount <> l.quantity * l.unit_price) AS miscalculated,
                   count(*) FILTER (WHERE l.kind = 'priced' AND l.unit_price IS DISTINCT FROM coalesce(p.unit_price, (
                     SELECT (d ->> 'unit_price')::numeric FROM jsonb_array_elements(p.dimensions) d
                      WHERE d ->> 'name' = l.dimension))) AS mispriced
              FROM jsonb_to_recordset(r.charge_lines)
                   l(dimension text, kind text, quantity numeric, unit_price numeric, amount numeric)) l) r`,
  row: 'billing_id',
  account: 'account_id',
  aspects: [
    { what: 'total_amount', expected: 'lines_amount', found: 'total_amount' },
    {
      what: 'quantity of its lines',
      expected: 'CASE WHEN currency IS NULL THEN 0 ELSE usage_amount END',
      found: 'lines_quantity',
    },
    { what: 'lines that are not quantity × unit_price', expected: '0::bigint', found: 'miscalculated' },
    {
      what: 'product of its price',
      expected: 'CASE WHEN currency IS NOT NULL THEN product_id END',
      found: 'product_priced',
    },
    when('product_priced IS NOT NULL', {
      what: 'usage at the time of its price',
      expected: 'true',
      found:
        'usage_timestamp >= effective_from AND (effective_until IS NULL OR usage_timestamp < effective_until)',
    }),
    { what: 'currency', expected: 'currency_priced::text', found: 'currency::text' },
    when('single_price IS NOT NULL', {
      what: 'unit_price',
      expected: 'single_price',
      found: 'unit_price',
    }),
    { what: 'lines at another price than its own', expected: '0::bigint', found: 'mispriced' },
    {
      what: 'failure_reason',
      expected: `CASE WHEN billing_status IN ('failed', 'pending') THEN coalesce(failure_reason, 'a reason')
                      WHEN billing_status = 'refunded' AND failure_reason LIKE 'refund\\_credited: %'
                      THEN failure_reason END`,
      found: 'failure_reason::text',
    },
    when(`billing_status IN ('failed', 'pending')`, {
      what: 'quotas consumed by usage that was not charged',
      expected: '0',
      found: 'quotas',
    }),
  ],
};

export const CHARGES: Law = {
  name: 'charges',
  sentence:
    'What a record cost was posted to revenue once, from its payer, and what was refunded posted back',
  rows: 'records',
  slicing: 'cell',
  from: (s) => `
    (SELECT billing_id, coalesce(r.account_id, p.payer) AS account_id, r.account_id AS payer, r.total_amount, r.currency,
            r.billing_method, r.billing_status, r.refunded_amount, r.wallet_transaction_id,
            r.payment_transaction_id, coalesce(p.credited, 0) AS credited,
            CASE WHEN r.${CHARGED} THEN r.total_amount ELSE 0 END AS cost,
            coalesce(p.charged, 0) AS charged, coalesce(p.charges, 0) AS charges, p.payer AS payer_posted, p.payers,
            coalesce(p.refunded, 0) AS refunded, coalesce(p.refunds, 0) AS refunds, p.currency AS currency_posted,
            p.currencies, p.paid_from, p.paid_back_to, p.wallet_posting
       FROM (SELECT billing_id, account_id, total_amount, currency, billing_method, billing_status, refunded_amount,
                    wallet_transaction_id, payment_transaction_id
               FROM ${s}.billing_records WHERE cell = $1) r
       FULL JOIN (
             SELECT billing_id, min(account_id) AS payer, max(account_id) AS payers, min(currency) AS currency,
                    max(currency) AS currencies, sum(charge) AS charged, count(charge) AS charges,
                    sum(refund) AS refunded, count(refund) AS refunds, sum(credit) AS credited,
                    min(source) FILTER (WHERE charge IS NOT NULL) AS paid_from,
                    min(destination) FILTER (WHERE refund IS NOT NULL) AS paid_back_to,
                    min('txn_' || replace(posting_id::text, '-', '')) FILTER (WHERE source = 'available') AS wallet_posting
               FROM (SELECT billing_id, account_id, currency, source, destination, posting_id,
                            CASE WHEN destination = 'revenue' THEN amount END AS charge,
                            CASE WHEN source = 'refunds' THEN amount END AS refund,
                            CASE WHEN source = 'external' AND destination = 'credits' THEN amount END AS credit
                       FROM ${s}.postings WHERE cell = $1 AND billing_id IS NOT NULL) p
              GROUP BY billing_id) p
      USING (billing_id)) r`,
  row: 'billing_id',
  account: 'account_id',
  aspects: [
    present('record', 'payer IS NOT NULL'),
    { what: 'posted to revenue', expected: 'cost', found: 'charged' },
    {
      what: 'postings to revenue',
      expected: 'CASE WHEN cost > 0 THEN 1 ELSE 0 END::bigint',
      found: 'charges',
    },
    {
      what: 'refunded_amount',
      expected: `CASE WHEN billing_status = 'refunded' THEN total_amount ELSE 0 END`,
      found: 'refunded_amount',
    },
    { what: 'posted back from refunds', expected: 'refunded_amount', found: 'refunded' },
    {
      what: 'postings from refunds',
      expected: 'CASE WHEN refunded_amount > 0 THEN 1 ELSE 0 END::bigint',
      found: 'refunds',
    },
    when('charges + refunds > 0', { what: 'payer', expected: 'payer_posted', found: 'payer::text' }),
    when('charges + refunds > 0', { what: 'payer', expected: 'payers', found: 'payer::text' }),
    when('charges + refunds > 0', { what: 'currency', expected: 'currency_posted', found: 'currency::text' }),
    when('charges + refunds > 0', { what: 'currency', expected: 'currencies', found: 'currency::text' }),
    when('charges > 0', {
      what: 'paid from',
      expected: `CASE billing_method WHEN 'wallet_deduction' THEN
                   CASE WHEN wallet_transaction_id LIKE 'txn\\_%' THEN 'available' ELSE 'external' END
                 WHEN 'credit_consumption' THEN
                   CASE WHEN payment_transaction_id IS NULL THEN 'credits' ELSE 'external' END
                 WHEN 'payment_charge' THEN 'external'
                 ELSE 'nothing' END`,
      found: 'paid_from::text',
    }),
    when('credited > 0', {
      what: 'credited in place of a refund',
      expected: 'least(credited, refunded_amount)',
      found: 'credited',
    }),
    when('refunds > 0', { what: 'paid back to', expected: 'paid_from::text', found: 'paid_back_to::text' }),
    when(`paid_from = 'available'`, {
      what: 'wallet_transaction_id',
      expected: 'wallet_posting',
      found: 'wallet_transaction_id::text',
    }),
  ],
};
