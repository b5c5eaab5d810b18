import { changesOf, type Pick, type RowChange } from './row-change.js';

const PRICE_OF_RECORD: Pick = ({ records, find }) =>
  find(`SELECT price_id FROM dev.billing_records WHERE billing_id = '${records.paidFromWallet}'`);

/** Prices, and what the product service said of them. */
export const PRICES: readonly RowChange[] = [
  ...changesOf({ table: 'prices', where: `price_id = '$'`, pick: PRICE_OF_RECORD }, [
    ['a price', 'records', 'unit_price = unit_price * 2', 'unit_price', 'bill_'],
    [
      'when a price begins',
      'records',
      `effective_from = now() + interval '1 day'`,
      'usage at the time of its price',
      'bill_',
    ],
    [
      'when a price ends',
      'records',
      `effective_until = '1971-01-01'`,
      'usage at the time of its price',
      'bill_',
    ],
    ["a price's currency", 'records', `currency = 'USD'`, 'currency', 'bill_'],
    [
      'whose price it is',
      'records',
      `product_id = 'tokens', effective_from = '1970-01-02'`,
      'product of its price',
      'bill_',
    ],
    ['a price that is gone', 'records', null, 'product of its price', 'bill_'],
  ]),
  ...changesOf({ table: 'upstream_prices', where: `product_id = '$'`, pick: () => 'outside-credits' }, [
    [
      'which price the product service confirmed',
      'upstream_prices',
      `price_id = (SELECT price_id FROM dev.prices WHERE product_id = 'plain' LIMIT 1)`,
      'product of its price',
    ],
    ['that it has one', 'upstream_prices', `price_id = NULL, confirmed_at = NULL`, 'has a price'],
    ['that it said nothing yet', 'upstream_prices', `state = 'unasked'`, 'has a price'],
    ['when it answered', 'upstream_prices', 'answered_at = NULL', 'was answered'],
    [
      'when it confirmed the price, so that it is never stale',
      'upstream_prices',
      `confirmed_at = '2099-01-01'`,
      'confirmed_at, at most',
    ],
  ]),
  ...changesOf({ table: 'upstream_prices', where: `product_id = '$'`, pick: () => 'outside-unpriced' }, [
    ['why it has none', 'upstream_prices', 'reason = NULL', 'reason'],
  ]),
];
