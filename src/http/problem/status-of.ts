import type { ProblemCode } from '../../domain/problems/problem-codes.js';

/** The one place that knows which HTTP status a problem has. */
export const STATUS_OF: Readonly<Record<ProblemCode, number>> = {
  malformed_json: 400,
  usage_not_priced: 400,
  malformed_request: 400,
  webhook_signature_invalid: 400,

  unauthorized: 401,

  insufficient_wallet_balance: 402,
  insufficient_credit_balance: 402,
  insufficient_funds: 402,
  payment_declined: 402,
  payer_unavailable: 402,
  charge_not_confirmed: 402,
  no_payment_method: 402,
  not_included_in_subscription: 402,
  currency_mismatch: 402,

  route_not_found: 404,
  billing_record_not_found: 404,
  product_not_found: 404,
  product_pricing_not_found: 404,
  wallet_not_found: 404,
  quota_not_found: 404,
  subscription_not_found: 404,
  payment_method_not_found: 404,
  verification_not_found: 404,

  request_timeout: 408,

  idempotency_key_conflict: 409,
  billing_already_processed: 409,
  invalid_status_transition: 409,
  wallet_already_exists: 409,
  wallet_currency_mismatch: 409,
  overdraft_in_use: 409,
  quota_already_exists: 409,
  subscription_already_exists: 409,
  product_already_exists: 409,
  price_already_exists: 409,
  limit_reached: 409,
  managed_upstream: 409,

  body_too_large: 413,
  unsupported_media_type: 415,
  validation_failed: 422,
  aggregation_too_large: 422,

  quota_exceeded: 429,
  too_many_refusals: 429,

  headers_too_large: 431,

  internal_error: 500,

  overloaded: 503,
  deadline_exceeded: 503,
  account_busy: 503,
  database_unavailable: 503,
  shutting_down: 503,
  upstream_unavailable: 503,
  price_unavailable: 503,

  outcome_unknown: 504,
};
