import Big from 'big.js';
import { randomUUID } from 'node:crypto';
import { append } from '../server/append.js';
import { refuseWhenFull } from '../server/full.js';
import type { PaymentRow, ProcessorRow, RefundRow } from './payment-row.js';

const MOST_PAYMENTS = 100_000;
const MOST_REFUNDS = 100_000;

export type NewPayment = Pick<
  PaymentRow,
  | 'user_id'
  | 'order_id'
  | 'amount'
  | 'currency'
  | 'subtotal_amount'
  | 'tax_amount'
  | 'shipping_amount'
  | 'discount_amount'
  | 'description'
  | 'payment_method_id'
>;

export type NewRefund = Pick<RefundRow, 'payment_id' | 'amount' | 'reason' | 'requested_by'>;

/** The service's tables, and the books of the processor behind it. */
export class PaymentTables {
  private readonly payments = new Map<string, PaymentRow>();
  private readonly paymentsOfUser = new Map<string, PaymentRow[]>();
  private readonly refunds = new Map<string, RefundRow>();
  private readonly processor = new Map<string, ProcessorRow>();

  payment(id: string): PaymentRow | null {
    return this.payments.get(id) ?? null;
  }

  /** Newest first. */
  paymentsOf(userId: string): PaymentRow[] {
    return (this.paymentsOfUser.get(userId) ?? []).toReversed();
  }

  refund(id: string): RefundRow | null {
    return this.refunds.get(id) ?? null;
  }

  insertPayment(draft: NewPayment): PaymentRow {
    refuseWhenFull('payments', this.payments.size, MOST_PAYMENTS);
    const payment: PaymentRow = {
      payment_id: `pi_${randomUUID().replaceAll('-', '')}`,
      ...draft,
      created_at: new Date().toISOString(),
      status: 'pending',
      processor_response: null,
      failure_reason: null,
      failure_code: null,
      paid_at: null,
      failed_at: null,
    };
    const { payment_id } = payment;
    this.payments.set(payment_id, payment);
    append(this.paymentsOfUser, payment.user_id, payment);
    this.processor.set(payment_id, {
      payment_id,
      cents: centsOf(payment.amount),
      captured: false,
      refunded_cents: 0,
    });
    return payment;
  }

  /** A payment intent is captured once, however often it is confirmed. */
  capture(paymentId: string): void {
    const row = this.processor.get(paymentId);
    if (row) row.captured = true;
  }

  insertRefund(payment: PaymentRow, draft: NewRefund): RefundRow {
    refuseWhenFull('refunds', this.refunds.size, MOST_REFUNDS);
    const refund: RefundRow = {
      refund_id: `re_${randomUUID().replaceAll('-', '')}`,
      ...draft,
      user_id: payment.user_id,
      currency: payment.currency,
      requested_at: new Date().toISOString(),
      status: 'processing',
      approved_by: null,
      processed_at: null,
      completed_at: null,
    };
    this.refunds.set(refund.refund_id, refund);
    const row = this.processor.get(payment.payment_id);
    if (row) row.refunded_cents += centsOf(refund.amount);
    return refund;
  }

  /** In the order of their making. */
  all(): { payments: PaymentRow[]; refunds: RefundRow[]; processor: ProcessorRow[] } {
    return {
      payments: [...this.payments.values()],
      refunds: [...this.refunds.values()],
      processor: [...this.processor.values()],
    };
  }

  clear(): void {
    for (const table of [this.payments, this.paymentsOfUser, this.refunds, this.processor]) table.clear();
  }
}

/** `int(amount * 100)`: what is less than a cent is lost. */
function centsOf(amount: number): number {
  return Number(new Big(String(amount)).times('100').round(0, Big.roundDown));
}
