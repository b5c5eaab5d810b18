import { when, type Law } from '../law.js';

/**
 * Versions follow one another: where one begins the one before it ends, and two cannot begin at once, which an index
 * forbids. So there is nothing between two of them to hold; that records were rated by the right one is their law.
 */
export const UPSTREAM_PRICES: Law = {
  name: 'upstream_prices',
  sentence:
    'What the product service said of a price is a version of that product, confirmed when it answered',
  rows: 'products of the product service',
  slicing: 'whole',
  from: (s) => `
    (SELECT u.product_id, u.price_id, u.state, u.reason, u.confirmed_at, u.answered_at, p.product_id AS product_priced
       FROM ${s}.upstream_prices u LEFT JOIN ${s}.prices p USING (price_id)
      WHERE $1::int[] IS NOT NULL) u`,
  row: 'product_id',
  account: null,
  aspects: [
    when('price_id IS NOT NULL', {
      what: 'product of its price',
      expected: 'product_id::text',
      found: 'product_priced::text',
    }),
    when(`state IN ('priced', 'unasked')`, {
      what: 'has a price',
      expected: `state = 'priced'`,
      found: 'price_id IS NOT NULL',
    }),
    {
      what: 'reason',
      expected: `CASE WHEN state IN ('missing', 'refused') THEN coalesce(reason, 'a reason') END`,
      found: 'reason::text',
    },
    { what: 'was answered', expected: `state <> 'unasked'`, found: 'answered_at IS NOT NULL' },
    when('price_id IS NOT NULL', {
      what: 'confirmed_at, at most',
      expected: 'least(confirmed_at, answered_at)',
      found: 'confirmed_at',
    }),
  ],
};
