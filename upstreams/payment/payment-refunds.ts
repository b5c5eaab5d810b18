import type { Asked } from '../fastapi/asked.js';
import { Refusal } from '../fastapi/refusal.js';
import { refundJson } from './payment-json.js';
import type { PaymentTables } from './payment-tables.js';

/** Refunds: asked for, then processed. A payment takes one, even if it gave back only a part. */
export class PaymentRefunds {
  constructor(private readonly tables: PaymentTables) {}

  /** Y5 */
  create(asked: Asked): unknown {
    const body = asked.body();
    const payment_id = body.text('payment_id');
    const wanted = body.maybeDecimal('amount');
    const reason = body.text('reason');
    const requested_by = body.text('requested_by');
    body.check();
    const payment = this.tables.payment(payment_id);
    if (payment === null) throw new Refusal(400, `Payment not found: ${payment_id}`);
    if (payment.status !== 'succeeded') {
      throw new Refusal(400, `Payment is not eligible for refund: ${payment.status}`);
    }
    // A zero is as good as none: all of it.
    const amount = Number(wanted?.value ?? 0) || payment.amount;
    if (amount > payment.amount) throw new Refusal(400, 'Refund amount exceeds payment amount');
    if (amount < 0) throw new Refusal(500, 'Failed to create refund');
    const refund = this.tables.insertRefund(payment, { payment_id, amount, reason, requested_by });
    payment.status = amount === payment.amount ? 'refunded' : 'partial_refund';
    return refundJson(refund);
  }

  /** Y6 */
  process(asked: Asked): unknown {
    const approvedBy = asked.json() === null ? null : asked.body().maybeText('approved_by');
    const id = asked.param('refund_id');
    const refund = this.tables.refund(id);
    if (refund === null) throw new Refusal(404, `Refund not found: ${id}`);
    refund.status = 'succeeded';
    refund.approved_by = approvedBy;
    refund.processed_at ??= new Date().toISOString();
    refund.completed_at ??= refund.processed_at;
    return refundJson(refund);
  }
}
