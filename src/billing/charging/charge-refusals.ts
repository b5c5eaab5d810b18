import type { ProblemCode } from '../../domain/problems/problem-codes.js';

/** Why usage is kept and not billed: the refusals of recording it and of processing it again. */
export const CHARGE_REFUSALS: readonly ProblemCode[] = [
  'usage_not_priced',
  'insufficient_wallet_balance',
  'insufficient_credit_balance',
  'payment_declined',
  'payer_unavailable',
  'charge_not_confirmed',
  'no_payment_method',
  'not_included_in_subscription',
  'currency_mismatch',
  'quota_exceeded',
];
