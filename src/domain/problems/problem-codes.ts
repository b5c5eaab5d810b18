import { CONNECTION_PROBLEMS } from './connection-problems.js';
import { PAYER_PROBLEMS } from './payer-problems.js';
import { SERVICE_PROBLEMS } from './service-problems.js';
import { UPSTREAM_PROBLEMS } from './upstream-problems.js';

/**
 * Every way in which a request can be refused: one stable code each, with the words that its documentation page
 * (docs/errors) and a client may read. Which HTTP status a code has is known only to `http/`.
 */
export const PROBLEMS = {
  ...CONNECTION_PROBLEMS,
  ...UPSTREAM_PROBLEMS,
  malformed_json: {
    title: 'Malformed JSON',
    explain: 'The body is not JSON. Nothing was recorded.',
    remedy: 'Send one JSON document in UTF-8.',
  },
  validation_failed: {
    title: 'Validation failed',
    explain:
      'A field or query parameter breaks a rule. `errors` names each field, the rule and the message. Nothing was recorded.',
    remedy:
      'Correct the named fields and send the request again, with the same key if you like: it is still free.',
  },
  body_too_large: {
    title: 'Body too large',
    explain: 'The body is over the limit for this route. Nothing was recorded.',
    remedy: 'Send less at once; large imports go to the batch route in parts.',
  },
  request_timeout: {
    title: 'Request timeout',
    explain:
      'The client did not send the rest of the body in time. Nothing was recorded; of a stream, only the lines that were answered.',
    remedy: 'Send it again, with the same keys; nothing is recorded twice.',
  },
  unsupported_media_type: {
    title: 'Unsupported media type',
    explain: 'The body is of a type that this route does not read. Nothing was recorded.',
    remedy: 'Send `Content-Type: application/json`; the batch route also takes `application/x-ndjson`.',
  },
  unauthorized: {
    title: 'Unauthorized',
    explain: 'The route is for operators, and the request has no token or not the right one.',
    remedy: 'Send `Authorization: Bearer` with the service’s ADMIN_TOKEN.',
  },
  route_not_found: {
    title: 'Not found',
    explain: 'No route has this path and method.',
    remedy: 'See /docs for every route.',
  },
  billing_record_not_found: {
    title: 'Billing record not found',
    explain: 'No billing record has this billing_id.',
    remedy: 'Use the billing_id that usage/record answered.',
  },
  product_not_found: {
    title: 'Product not found',
    explain: 'The catalogue has no product with this id.',
    remedy: 'Create it with POST /api/v1/products.',
  },
  product_pricing_not_found: {
    title: 'Product pricing not found',
    explain: 'No price of this product is effective at the time of the usage.',
    remedy: 'Add one with POST /api/v1/products/{id}/prices.',
  },
  usage_not_priced: {
    title: 'Usage not priced',
    explain:
      'No price of this product is effective at the time of the usage. The usage is kept as a pending record (`billing_id`); nothing was charged.',
    remedy: 'Add a price, then POST /api/v1/billing/process with the billing_id.',
  },
  insufficient_wallet_balance: {
    title: 'Insufficient wallet balance',
    explain:
      'The wallet holds less than the charge (`balance`, `required`). The usage is kept as a failed record (`billing_id`); nothing was charged.',
    remedy: 'Deposit, then POST /api/v1/billing/process with the billing_id.',
  },
  insufficient_credit_balance: {
    title: 'Insufficient credit balance',
    explain:
      'The credits are less than the charge (`balance`, `required`). The usage is kept as a failed record (`billing_id`); nothing was charged.',
    remedy: 'Grant credits or choose another method, then POST /api/v1/billing/process with the billing_id.',
  },
  ...PAYER_PROBLEMS,
  no_payment_method: {
    title: 'No payment method',
    explain:
      'The account has no payment method, or not the one that was named, or that one belongs to another payment service than the one in use (PAYMENT_CLIENT). The usage is kept as a failed record (`billing_id`).',
    remedy:
      'Add one with POST /api/v1/payment-methods, then POST /api/v1/billing/process with the billing_id.',
  },
  not_included_in_subscription: {
    title: 'Not included in subscription',
    explain:
      'The method subscription_included was asked for and no subscription of the payer covers the whole usage. The usage is kept as a failed record (`billing_id`).',
    remedy: 'Choose another method and POST /api/v1/billing/process with the billing_id.',
  },
  currency_mismatch: {
    title: 'Currency mismatch',
    explain:
      'The account has wallets, but none in the currency of the price; or a card was to pay CREDIT, which no card does (`reason`). Currencies are never converted. The usage is kept as a failed record (`billing_id`).',
    remedy:
      'Open a wallet in that currency or choose another method, then POST /api/v1/billing/process with the billing_id.',
  },
  quota_exceeded: {
    title: 'Quota exceeded',
    explain:
      'A hard quota has less left than the usage asks for (`limit`, `used`, `requested`, `reset_at`). The usage is kept as a failed record (`billing_id`); no quota was consumed.',
    remedy: 'Wait for reset_at or raise the quota, then POST /api/v1/billing/process with the billing_id.',
  },
  too_many_refusals: {
    title: 'Too many refusals',
    explain:
      'This account was refused more often within a minute than refusals are kept for. Nothing was stored.',
    remedy: 'Stop sending until the account can pay or its quota resets; retry after a minute.',
  },
  idempotency_key_conflict: {
    title: 'Idempotency key conflict',
    explain: 'The key was used before for another request. Nothing was done.',
    remedy: 'Use a new key for a new request; repeat the same body for a retry.',
  },
  billing_already_processed: {
    title: 'Billing already processed',
    explain: 'The record is completed, processing or refunded and cannot be charged again.',
    remedy: 'Read the record; there is nothing to do.',
  },
  invalid_status_transition: {
    title: 'Invalid status transition',
    explain: 'A billing record cannot go from its status (`from`) to the one asked for (`to`) in this way.',
    remedy:
      'A completed record can be refunded; a pending or failed one can be completed with a transaction id of the outside settlement.',
  },
  wallet_not_found: {
    title: 'Wallet not found',
    explain: 'No wallet has this id.',
    remedy: 'Find the wallet of an account with GET /api/v1/wallets?user_id=.',
  },
  wallet_already_exists: {
    title: 'Wallet already exists',
    explain: 'The account has a wallet in this currency already (`wallet_id`).',
    remedy: 'Use that wallet.',
  },
  insufficient_funds: {
    title: 'Insufficient funds',
    explain:
      'The wallet holds less than the withdrawal or transfer (`balance`, `required`). Nothing was moved.',
    remedy: 'Ask for less.',
  },
  overdraft_in_use: {
    title: 'Overdraft in use',
    explain: 'The wallet owes more than the new overdraft limit would allow (`balance`).',
    remedy: 'Deposit first, or choose a higher limit.',
  },
  wallet_currency_mismatch: {
    title: 'Wallet currency mismatch',
    explain:
      'The two wallets of a transfer hold different currencies (`currency`, `to_currency`). Currencies are never converted. Nothing was moved.',
    remedy: 'Transfer between wallets of one currency.',
  },
  quota_not_found: {
    title: 'Quota not found',
    explain: 'No quota has this id.',
    remedy: 'List the quotas with GET /api/v1/quotas.',
  },
  quota_already_exists: {
    title: 'Quota already exists',
    explain: 'This scope has a quota for the same service type, product and period (`quota_id`).',
    remedy: 'Change that quota with PATCH /api/v1/quotas/{quota_id}.',
  },
  subscription_not_found: {
    title: 'Subscription not found',
    explain: 'No subscription has this id.',
    remedy: 'Create it with POST /api/v1/subscriptions.',
  },
  subscription_already_exists: {
    title: 'Subscription already exists',
    explain: 'A subscription with this id exists.',
    remedy: 'Use another subscription_id, or leave it out.',
  },
  product_already_exists: {
    title: 'Product already exists',
    explain: 'The catalogue has a product with this id.',
    remedy: 'Add a price to it, or choose another id.',
  },
  price_already_exists: {
    title: 'Price already exists',
    explain:
      'The product has a price from exactly this effective date (`price_id`). Prices are never edited.',
    remedy: 'Add one with another effective_from.',
  },
  verification_not_found: {
    title: 'Verification not found',
    explain:
      'This process knows no verification with this id. It keeps the last 16, in memory: another process knows its own, and none outlives a restart.',
    remedy: 'Start one with POST /api/v1/admin/verify.',
  },
  limit_reached: {
    title: 'Limit reached',
    explain: 'There is as much of this as there may be (`bound`). Nothing was added.',
    remedy: 'Remove what is no longer needed, where it can be removed.',
  },
  aggregation_too_large: {
    title: 'Aggregation too large',
    explain: 'The range and grouping ask for more periods or groups than one answer may hold (`bound`).',
    remedy: 'Ask for a shorter range, a longer period_type, or filter.',
  },
  ...SERVICE_PROBLEMS,
} as const satisfies Record<string, { title: string; explain: string; remedy: string }>;

export type ProblemCode = keyof typeof PROBLEMS;
