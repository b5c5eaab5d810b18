import { PAID_FROM_WALLET, changesOf, type Pick, type RowChange } from './row-change.js';

const PRICE_OF_RECORD: Pick = async (past) =>
  past.find(`SELECT price_id FROM dev.billing_records WHERE billing_id = '${await PAID_FROM_WALLET(past)}'`);

/** Prices, and what the product service said of them. */
export const PRICES: readonly RowChange[] = [
  ...changesOf('prices', `price_id = '$'`, PRICE_OF_RECORD, [
    { name: 'a price', law: 'records', set: 'unit_price = unit_price * 2', row: 'bill_', what: 'unit_price' },
    {
      name: 'when a price begins',
      law: 'records',
      set: `effective_from = now() + interval '1 day'`,
      row: 'bill_',
      what: 'usage at the time of its price',
    },
    {
      name: 'when a price ends',
      law: 'records',
      set: `effective_until = '1971-01-01'`,
      row: 'bill_',
      what: 'usage at the time of its price',
    },
    { name: "a price's currency", law: 'records', set: `currency = 'USD'`, row: 'bill_', what: 'currency' },
    {
      name: 'whose price it is',
      law: 'records',
      set: `product_id = 'tokens', effective_from = '1970-01-02'`,
      row: 'bill_',
      what: 'product of its price',
    },
    { name: 'a price that is gone', law: 'records', set: null, row: 'bill_', what: 'product of its price' },
  ]),
  ...changesOf('upstream_prices', `product_id = '$'`, () => 'outside-credits', [
    {
      name: 'which price the product service confirmed',
      law: 'upstream_prices',
      set: `price_id = (SELECT price_id FROM dev.prices WHERE product_id = 'plain' LIMIT 1)`,
      what: 'product of its price',
    },
    {
      name: 'that it has one',
      law: 'upstream_prices',
      set: `price_id = NULL, confirmed_at = NULL`,
      what: 'has a price',
    },
    {
      name: 'that it said nothing yet',
      law: 'upstream_prices',
      set: `state = 'unasked'`,
      what: 'has a price',
    },
    { name: 'when it answered', law: 'upstream_prices', set: 'answered_at = NULL', what: 'was answered' },
    {
      name: 'when it confirmed the price, so that it is never stale',
      law: 'upstream_prices',
      set: `confirmed_at = '2099-01-01'`,
      what: 'confirmed_at, at most',
    },
  ]),
  ...changesOf('upstream_prices', `product_id = '$'`, () => 'outside-unpriced', [
    { name: 'why it has none', law: 'upstream_prices', set: 'reason = NULL', what: 'reason' },
  ]),
];
