import type { Decimal } from '../../domain/decimal.js';

/**
 * The payment service as billing sees it: three calls, each safe to repeat under its idempotency key.
 *
 * A call answers what the service decided, or rejects when it did not answer. A rejection of `charge` or `refund`
 * never means that no money moved: only `lookup` can tell.
 */
export interface PaymentClient {
  charge(request: ChargeRequest, signal: AbortSignal): Promise<PaymentResult>;

  /** Gives back all or part of a charge. */
  refund(request: RefundRequest, signal: AbortSignal): Promise<PaymentResult>;

  /** What became of the call with this key; null when it never arrived. */
  lookup(idempotencyKey: string, signal: AbortSignal): Promise<PaymentResult | null>;
}

interface PaymentRequest {
  /** The settlement attempt's id: repeats of one attempt are one payment. */
  readonly idempotencyKey: string;
  readonly amount: Decimal;
  readonly currency: string;
}

export interface ChargeRequest extends PaymentRequest {
  /** The card, as the payment service knows it. */
  readonly token: string;
}

export interface RefundRequest extends PaymentRequest {
  /** The transaction of the charge that is given back. */
  readonly transactionId: string;
}

export type PaymentResult =
  | { readonly status: 'succeeded'; readonly transactionId: string }
  | { readonly status: 'declined'; readonly reason: string };

/** Nest injection token of the PaymentClient. */
export const PAYMENT_CLIENT = Symbol('PaymentClient');
