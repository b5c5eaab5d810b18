/** The sections of the document in reading order: from the main job to the set-up. */
export const TAGS: readonly (readonly [name: string, description: string])[] = [
  [
    'Usage',
    'Record usage events: each is priced, checked against quotas and charged in one call. Aggregations of what was recorded.',
  ],
  ['Billing', 'Quotes before the usage, billing records after it, and the way on when a charge was refused.'],
  ['Quotas', 'Limits on quantity per day, week or month: of a user, an organisation or a subscription.'],
  ['Analytics', 'Statistics over billing records.'],
  ['Products', 'The catalogue: products and their effective-dated prices.'],
  ['Wallets', 'Prepaid balances: deposits, withdrawals, transfers, history.'],
  ['Credits', 'Granted credits, spent by the method `credit_consumption`.'],
  [
    'Payment methods',
    'Cards of the payment sandbox or of Stripe, charged by the method `payment_charge`; what Stripe tells about them.',
  ],
  ['Subscriptions', 'Plans and the quantities that they include.'],
  ['Service', 'What this service is and how it does.'],
  ['Admin', 'For operators: there only where the service has an ADMIN_TOKEN, which every call must carry.'],
  ['Platform aliases', 'The same operations on the later paths of the platform.'],
];

export const ALIAS_TAG = 'Platform aliases';
