import Big from 'big.js';
import type { Asked } from '../fastapi/asked.js';
import { type Fields, isObject } from '../fastapi/fields.js';
import { decimalOfFloat } from '../fastapi/python-number.js';
import { Refusal } from '../fastapi/refusal.js';
import { paymentJson } from './payment-json.js';
import { CURRENCIES, PAYMENT_STATUSES, type PaymentRow } from './payment-row.js';
import type { PaymentTables } from './payment-tables.js';

const LISTED = 100;

/** Payments: intent, confirm or fail, and a user's list. No call is idempotent but a second confirm. */
export class PaymentIntents {
  /** Without any, the account service knows everybody. */
  readonly unknownUsers = new Set<string>();

  constructor(private readonly tables: PaymentTables) {}

  /** Y1 */
  create(asked: Asked): unknown {
    const body = asked.body();
    const amount = body.decimal('amount', { ge: 0 });
    const draft = {
      user_id: body.text('user_id'),
      order_id: body.maybeText('order_id'),
      amount: Number(amount.value),
      currency: body.choice('currency', CURRENCIES, 'USD'),
      subtotal_amount: part(body, 'subtotal_amount'),
      tax_amount: part(body, 'tax_amount'),
      shipping_amount: part(body, 'shipping_amount'),
      discount_amount: part(body, 'discount_amount'),
      description: body.maybeText('description'),
      payment_method_id: body.maybeText('payment_method_id'),
    };
    const metadata = body.maybeDict('metadata');
    body.check();
    if (this.unknownUsers.has(draft.user_id)) throw new Refusal(400, `User ${draft.user_id} does not exist`);
    const payment = this.tables.insertPayment(draft);
    return {
      payment_intent_id: payment.payment_id,
      client_secret: `${payment.payment_id}_secret`,
      amount: amount.text,
      currency: payment.currency,
      status: payment.status,
      metadata,
    };
  }

  /** Y2: whatever the payment's status was, it has succeeded now. */
  confirm(asked: Asked): unknown {
    const payment = this.find(asked);
    const response = asked.json();
    this.tables.capture(payment.payment_id);
    payment.status = 'succeeded';
    payment.paid_at = new Date().toISOString();
    payment.processor_response = {
      ...(isObject(response) && response),
      stripe_status: 'succeeded',
      stripe_payment_method: 'pm_card_visa',
    };
    return paymentJson(payment);
  }

  /** Y3 */
  fail(asked: Asked): unknown {
    const body = asked.body();
    const reason = body.text('failure_reason');
    const code = body.maybeText('failure_code');
    body.check();
    const payment = this.find(asked);
    payment.status = 'failed';
    payment.failure_reason = reason;
    payment.failure_code = code;
    payment.failed_at = new Date().toISOString();
    return paymentJson(payment);
  }

  /** Y4 */
  list(asked: Asked): unknown {
    const query = asked.query();
    const user_id = asked.param('user_id');
    const status = query.maybeChoice('status', PAYMENT_STATUSES);
    const from = query.maybeTime('start_date');
    const until = query.maybeTime('end_date');
    const limit = query.maybeInteger('limit') ?? LISTED;
    query.check();
    // The dates only choose among what the limit has let through.
    const payments = this.tables
      .paymentsOf(user_id)
      .filter((payment) => status === null || payment.status === status)
      .slice(0, limit)
      .filter(({ created_at }) => {
        const madeAt = Date.parse(created_at);
        return madeAt >= (from ?? -Infinity) && madeAt <= (until ?? Infinity);
      });
    const succeeded = payments.filter((payment) => payment.status === 'succeeded');
    const total = succeeded.reduce((sum, { amount }) => sum.plus(String(amount)), new Big('0'));
    return {
      payments: payments.map(paymentJson),
      total_count: payments.length,
      total_amount: succeeded.length === 0 ? '0' : decimalOfFloat(Number(total)),
      filters_applied: { user_id, status, start_date: isoOf(from), end_date: isoOf(until), limit },
    };
  }

  private find(asked: Asked): PaymentRow {
    const id = asked.param('payment_id');
    const payment = this.tables.payment(id);
    if (payment === null) throw new Refusal(404, `Payment not found: ${id}`);
    return payment;
  }
}

function part(body: Fields, name: string): number {
  return Number(body.maybeDecimal(name, { ge: 0 })?.value ?? 0);
}

function isoOf(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
