import type Stripe from 'stripe';
import type { PayerResult } from '../payer/remote-payer.js';

/**
 * What a PaymentIntent's state means: an outcome; `unfinished`, when it could still become a payment but does not by
 * itself; `under_way`, when Stripe is at it.
 */
export type PaymentVerdict = PayerResult | 'unfinished' | 'under_way';

/** After so long Stripe is not at it any more. */
const CONFIRMING_MS = 600_000;

export function verdictOf(intent: Stripe.PaymentIntent, nowMs: number): PaymentVerdict {
  switch (intent.status) {
    case 'succeeded':
      return { status: 'succeeded', transactionId: intent.id };
    case 'canceled':
      return declined(declineReason(intent) ?? intent.cancellation_reason ?? 'canceled');
    case 'requires_payment_method': {
      // Made and confirmed in one request: without an error its confirmation has not come to an end.
      const reason = declineReason(intent);
      return reason === null ? stillConfirming(intent, nowMs) : declined(reason);
    }
    case 'requires_confirmation':
      return stillConfirming(intent, nowMs);
    case 'requires_action':
    case 'requires_capture':
      return 'unfinished';
    default:
      return 'under_way';
  }
}

export function declined(reason: string): PayerResult {
  return { status: 'declined', code: 'payment_declined', reason };
}

function stillConfirming(intent: Stripe.PaymentIntent, nowMs: number): 'unfinished' | 'under_way' {
  return nowMs - intent.created * 1_000 < CONFIRMING_MS ? 'under_way' : 'unfinished';
}

function declineReason({ last_payment_error: error }: Stripe.PaymentIntent): string | null {
  return error === null ? null : (error.decline_code ?? error.code ?? error.type);
}
