import { declined } from '../payer/payer-results.js';
import { NotSent, type PayerResult } from '../payer/remote-payer.js';
import { AnswerFields, wordsOf } from '../upstream/answers/answer-fields.js';
import { unexpectedAnswer } from '../upstream/answers/unexpected-answer.js';
import { UpstreamFailure } from '../upstream/calls/upstream-failure.js';
import type { UpstreamAnswer } from '../upstream/calls/upstream-http.js';
import { type ServicePayment, servicePaymentOf } from './service-payment.js';

const UPSTREAM = 'payment';

/** The id of a new intent, or why there is none. Throws where nobody knows. */
export function readIntent(answer: UpstreamAnswer): { readonly paymentId: string } | PayerResult {
  refuseStrangers(answer);
  if (answer.status === 200) {
    return { paymentId: new AnswerFields(UPSTREAM, answer.body).text('payment_intent_id') };
  }
  if (answer.status === 400 || answer.status === 402 || answer.status === 422) {
    return declined('payment_declined', wordsOf(answer));
  }
  throw unexpectedAnswer(UPSTREAM, answer);
}

/** What a confirmation came to; null where there is no such payment. Throws where nobody knows. */
export function readConfirmation(answer: UpstreamAnswer): PayerResult | null {
  refuseStrangers(answer);
  if (answer.status === 404) return null;
  if (answer.status === 402) return declined('payment_declined', wordsOf(answer));
  if (answer.status !== 200) throw unexpectedAnswer(UPSTREAM, answer);
  const payment = servicePaymentOf(new AnswerFields(UPSTREAM, answer.body));
  return resultOf(payment) ?? stillOpen(payment);
}

/** The id of a refund that the service has taken on; null with its words where it refuses. Throws where nobody knows. */
export function readNewRefund(answer: UpstreamAnswer): { readonly refundId: string } | null {
  refuseStrangers(answer);
  if (answer.status === 200) return { refundId: new AnswerFields(UPSTREAM, answer.body).text('refund_id') };
  if (answer.status === 400 || answer.status === 404 || answer.status === 422) return null;
  throw unexpectedAnswer(UPSTREAM, answer);
}

/** What has become of a payment; null for one that waits for its confirmation. Throws while it is under way. */
export function resultOf(payment: ServicePayment): PayerResult | null {
  const { status, paymentId, failureReason } = payment;
  if (status === 'succeeded' || status === 'refunded' || status === 'partial_refund') {
    return { status: 'succeeded', transactionId: paymentId };
  }
  if (status === 'failed' || status === 'canceled') {
    return declined('payment_declined', failureReason ?? `the payment is ${status}`);
  }
  return status === 'pending' ? null : stillOpen(payment);
}

function stillOpen({ paymentId, status }: ServicePayment): never {
  throw new UpstreamFailure(UPSTREAM, `the payment ${paymentId} is ${status}`);
}

/** It does not know us: it has done nothing, and nothing is wrong with the payment. */
function refuseStrangers(answer: UpstreamAnswer): void {
  if (answer.status !== 401 && answer.status !== 403) return;
  throw new NotSent(`${UPSTREAM}: answered ${answer.status}: ${wordsOf(answer)}: see PAYMENT_SERVICE_SECRET`);
}
