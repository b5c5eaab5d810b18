import type { PaymentState } from '../../../../../upstreams/payment/payment-fake.js';
import type { StripeState } from '../../../../../upstreams/stripe/stripe-control.js';
import type { Moved } from './books-there.js';

const CENTS = 100;

/** What the processor behind the payment service did is the truth about the money. */
export function cardsOfService({ payments, refunds, processor }: PaymentState): Moved {
  const byId = new Map(payments.map((payment) => [payment.payment_id, payment]));
  const taken = processor
    .filter(({ captured }) => captured)
    .map(({ payment_id, cents }) => ({
      by: 'payment' as const,
      attemptId: String(byId.get(payment_id)?.order_id),
      billingId: null,
      account: `user:${byId.get(payment_id)?.user_id}`,
      amount: cents,
      transactionId: payment_id,
    }));
  const given = refunds.map(({ payment_id, requested_by, user_id, amount }) => ({
    by: 'payment' as const,
    attemptId: requested_by,
    billingId: null,
    account: `user:${user_id}`,
    amount: Math.round(amount * CENTS),
    transactionId: payment_id,
  }));
  return { taken, given };
}

export function cardsOfStripe({ customers, payment_intents: intents, refunds }: StripeState): Moved {
  const accounts = new Map(
    customers.map(({ id, metadata }) => [
      id,
      `${metadata['billing_account_type']}:${metadata['billing_account_id']}`,
    ]),
  );
  const payers = new Map(intents.map(({ id, customer }) => [id, String(accounts.get(String(customer)))]));
  const movementOf = (metadata: Readonly<Record<string, string>>, intent: string, amount: number) => ({
    by: 'payment' as const,
    attemptId: String(metadata['attempt_id']),
    billingId: String(metadata['billing_id']),
    account: String(payers.get(intent)),
    amount,
    transactionId: intent,
  });
  return {
    taken: intents
      .filter(({ status }) => status === 'succeeded')
      .map(({ metadata, id, amount_received }) => movementOf(metadata, id, amount_received)),
    given: refunds
      .filter(({ status }) => status !== 'failed')
      .map(({ metadata, payment_intent, amount }) => movementOf(metadata, payment_intent, amount)),
  };
}
