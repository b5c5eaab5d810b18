import type Stripe from 'stripe';
import type { PayerResult } from '../payer/remote-payer.js';
import { declined } from './payment-outcome.js';

/** It is the dispute that gives the money back, or not: "to avoid duplicate reimbursements" (Stripe's guide to refunds). */
const DISPUTED = 'charge_for_pending_refund_disputed';

/** What a refund's state means; null while it is under way: the bank, or the payer, has to act first. */
export function refundResultOf(refund: Stripe.Refund): PayerResult | null {
  switch (refund.status) {
    case 'succeeded':
      return { status: 'succeeded', transactionId: refund.id };
    case 'failed':
    case 'canceled':
      return refund.failure_reason === DISPUTED
        ? declined(DISPUTED)
        : noRouteBack(refund.failure_reason ?? refund.status);
    default:
      return null;
  }
}

/** The card that paid does not take the money back. */
export function noRouteBack(reason: string): PayerResult {
  return { status: 'declined', code: 'no_route_back', reason };
}
