import { decimalOfFloat } from '../fastapi/python-number.js';
import type { PaymentRow, RefundRow } from './payment-row.js';

export function paymentJson(payment: PaymentRow): Record<string, unknown> {
  const { payment_method_id: _internal, ...told } = payment;
  return {
    id: null,
    ...told,
    organization_id: null,
    amount: decimalOfFloat(payment.amount),
    subtotal_amount: decimalOfFloat(payment.subtotal_amount),
    tax_amount: decimalOfFloat(payment.tax_amount),
    shipping_amount: decimalOfFloat(payment.shipping_amount),
    discount_amount: decimalOfFloat(payment.discount_amount),
    payment_method: 'stripe',
    subscription_id: null,
    invoice_id: null,
    processor: 'stripe',
    processor_payment_id: payment.payment_id,
  };
}

export function refundJson(refund: RefundRow): Record<string, unknown> {
  return {
    id: null,
    ...refund,
    amount: decimalOfFloat(refund.amount),
    processor: 'stripe',
    processor_refund_id: refund.refund_id,
    processor_response: null,
  };
}
