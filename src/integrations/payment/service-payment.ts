import type { Decimal } from '../../domain/decimal.js';
import type { AnswerFields } from '../upstream/answers/answer-fields.js';

/** A payment as the payment service tells it. */
export interface ServicePayment {
  readonly paymentId: string;
  /** The attempt that made it, where it is ours. */
  readonly orderId: string | null;
  readonly amount: Decimal;
  /** pending, processing, succeeded, failed, canceled, refunded, partial_refund. */
  readonly status: string;
  readonly failureReason: string | null;
  /** Epoch milliseconds; null where the answer does not say. */
  readonly createdAt: number | null;
}

export function servicePaymentOf(fields: AnswerFields): ServicePayment {
  return {
    paymentId: fields.text('payment_id'),
    orderId: fields.maybeText('order_id'),
    amount: fields.amount('amount'),
    status: fields.text('status'),
    failureReason: fields.maybeText('failure_reason'),
    createdAt: fields.maybeInstant('created_at'),
  };
}
