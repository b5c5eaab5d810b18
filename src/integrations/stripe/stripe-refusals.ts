import type Stripe from 'stripe';
import { NotSent, type PayerResult } from '../payer/remote-payer.js';
import { declined } from './payment-outcome.js';
import { noRouteBack } from './refund-outcome.js';
import { describe, isStripeError, kindOf, reasonOf } from './stripe-error.js';

/** What a refund is refused for although the money is on its way back, or back: nobody is to give it a second time. */
const GIVEN_BACK_OTHERWISE = new Set([
  'charge_already_refunded',
  'charge_disputed',
  'refund_disputed_payment',
]);

/** What a refused charge comes to. Throws when nobody knows. */
export function chargeRefusal(error: unknown): PayerResult {
  const kind = kindOf(error);
  if (kind !== 'card' && kind !== 'refused') throw failureOf(error);
  const isOfCurrency = isStripeError(error) && error.param === 'currency';
  return isOfCurrency ? mismatch(reasonOf(error)) : declined(reasonOf(error));
}

/** What a refused refund comes to. Throws when nobody knows. */
export function refundRefusal(error: unknown): PayerResult {
  const kind = kindOf(error);
  if (kind !== 'card' && kind !== 'refused') throw failureOf(error);
  const reason = reasonOf(error);
  return GIVEN_BACK_OTHERWISE.has(reason) ? declined(reason) : noRouteBack(reason);
}

/** `NotSent` when nothing can have happened. */
function failureOf(error: unknown): Error {
  const message = `Stripe: ${describe(error)}`;
  return kindOf(error) === 'not_sent'
    ? new NotSent(message, { cause: error })
    : new Error(message, { cause: error });
}

/** A refusal that leaves a payment behind which waits for the card's owner. */
export function unfinishedIntentOf(error: unknown): Stripe.PaymentIntent | null {
  const intent = isStripeError(error) ? error.payment_intent : undefined;
  return intent?.status === 'requires_action' ? intent : null;
}

export function mismatch(reason: string): PayerResult {
  return { status: 'declined', code: 'currency_mismatch', reason };
}
