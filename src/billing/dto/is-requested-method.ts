import { BILLING_METHODS } from '../../domain/vocabulary.js';
import { IsOneOf } from '../../http/validation/is-one-of.js';

/** The method that a request asks for; the platform's later name for credits is read as ours. */
export function IsRequestedMethod(): PropertyDecorator {
  return IsOneOf(BILLING_METHODS, {
    optional: true,
    enumName: 'BillingMethod',
    example: 'wallet_deduction',
    aliases: { subscription_credit: 'credit_consumption' },
  });
}
