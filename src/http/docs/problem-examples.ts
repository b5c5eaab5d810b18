import type { ProblemCode } from '../../domain/problems/problem-codes.js';
import type { Facts } from '../../domain/problems/problems.js';

interface ProblemExample {
  readonly detail?: string;
  readonly facts: Facts;
}

const RECORD = {
  billing_id: 'bill_0199d0a1b2c3700180f3a5c7d9e1b203',
  billing_record_id: 'bill_0199d0a1b2c3700180f3a5c7d9e1b203',
  usage_record_id: 'usage_0199d0a1b2c3700180f3a5c7d9e1b203',
};
const UNPAID = { balance: '1.50', required: '2.00', currency: 'CREDIT' };

/** Facts as they come with a problem, for the documentation; a code that is not here comes with none. */
export const PROBLEM_EXAMPLES: Readonly<Partial<Record<ProblemCode, ProblemExample>>> = {
  validation_failed: {
    detail: 'user_id is required; usage_amount must not be negative',
    facts: {
      errors: [
        { field: 'user_id', rule: 'required', message: 'user_id is required' },
        { field: 'usage_amount', rule: 'decimal', message: 'usage_amount must not be negative' },
      ],
    },
  },
  malformed_json: { detail: 'The body is not JSON: Unexpected end of JSON input', facts: {} },
  request_timeout: { detail: 'The rest of the body did not come within 30000 ms', facts: {} },
  body_too_large: {
    detail: 'The body is over the limit of 1048576 bytes',
    facts: { limit_bytes: 1_048_576 },
  },
  unsupported_media_type: {
    detail: 'A body of type text/plain is not read: send Content-Type: application/json in UTF-8',
    facts: {},
  },
  product_pricing_not_found: { facts: { product_id: 'gpt-4' } },
  price_unavailable: {
    detail: 'The product service could not be asked for the price',
    facts: { product_id: 'gpt-4' },
  },
  usage_not_priced: { detail: 'Product pricing not found', facts: { product_id: 'gpt-4', ...RECORD } },
  insufficient_wallet_balance: { facts: { ...UNPAID, ...RECORD } },
  insufficient_credit_balance: { facts: { ...UNPAID, ...RECORD } },
  insufficient_funds: { detail: 'Insufficient wallet balance', facts: UNPAID },
  payment_declined: { facts: { reason: 'card_declined', ...RECORD } },
  payer_unavailable: { facts: { billing_method: 'wallet_deduction', ...RECORD } },
  charge_not_confirmed: { facts: { billing_method: 'wallet_deduction', ...RECORD } },
  no_payment_method: { facts: { payment_method_id: null, ...RECORD } },
  not_included_in_subscription: { facts: { required: '2.00', currency: 'CREDIT', ...RECORD } },
  currency_mismatch: { facts: { required: '2.00', currency: 'USD', ...RECORD } },
  quota_exceeded: {
    detail: 'Quota exceeded for service type',
    facts: {
      quota_id: 'quota_0199d0a1b2c3700080f3a5c7d9e1b203',
      scope: 'user',
      service_type: 'model_inference',
      quota_period: 'daily',
      limit: '100000',
      used: '99500',
      remaining: '500',
      requested: '1000',
      reset_at: '2025-10-12T00:00:00.000Z',
      ...RECORD,
    },
  },
  too_many_refusals: {
    facts: { limit: 6000, reset_at: '2025-10-11T03:10:00.000Z', refused_as: 'insufficient_wallet_balance' },
  },
  idempotency_key_conflict: { facts: { idempotency_key: 'my-first-call' } },
  invalid_status_transition: { facts: { billing_id: RECORD.billing_id, from: 'failed', to: 'refunded' } },
  wallet_already_exists: { facts: { wallet_id: 'wal_0199d0a1b2c3700080f3a5c7d9e1b203' } },
  managed_upstream: {
    detail: 'This is kept by the wallet service at http://wallet:8208: change it there',
    facts: { upstream: 'wallet' },
  },
  upstream_unavailable: {
    detail: 'The wallet service does not answer: try again',
    facts: { upstream: 'wallet' },
  },
  overdraft_in_use: { facts: { balance: '-12.50', wallet_id: 'wal_0199d0a1b2c3700080f3a5c7d9e1b203' } },
  limit_reached: {
    detail: 'There are 100 payment methods of an account already, which is the most',
    facts: { bound: { what: 'payment methods of an account', most: 100 } },
  },
  aggregation_too_large: { facts: { bound: { what: 'periods', most: 400 } } },
  outcome_unknown: { facts: { idempotency_key: 'my-first-call' } },
};
