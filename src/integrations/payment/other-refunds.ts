import type { RefundRequest } from '../payer/remote-payer.js';

/**
 * What refunds of other records have made of the payment that a refund gives back: `given`, one of them has given it
 * back; `in_doubt`, an earlier one may have.
 */
export type OtherRefundsSay = 'none' | 'given' | 'in_doubt';

/** Tells whose refund it is that a payment shows: several records may name one payment, and it takes one refund. */
export interface OtherRefunds {
  of(request: RefundRequest): Promise<OtherRefundsSay>;
}
