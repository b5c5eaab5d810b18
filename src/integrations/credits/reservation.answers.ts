import type { Decimal } from '../../domain/decimal.js';
import { declined } from '../payer/payer-results.js';
import type { PayerResult } from '../payer/remote-payer.js';
import { AnswerFields, wordsOf } from '../upstream/answers/answer-fields.js';
import { unexpectedAnswer } from '../upstream/answers/unexpected-answer.js';
import type { UpstreamAnswer } from '../upstream/calls/upstream-http.js';

const UPSTREAM = 'subscription';

/**
 * The reservation, or why there is none. Throws where nobody knows: also for an attempt that was sent before whose
 * subscription has ended since, since what it reserved then cannot be found any more.
 */
export function readReservation(
  answer: UpstreamAnswer,
  sentBefore: boolean,
): { readonly reservationId: string } | PayerResult {
  const words = wordsOf(answer);
  if (answer.status === 402) return declined('insufficient_credit_balance', words);
  if (answer.status === 404 && !sentBefore) return declined('insufficient_credit_balance', words);
  if (answer.status === 422) return declined('payment_declined', words);
  if (answer.status !== 200) throw unexpectedAnswer(UPSTREAM, answer);
  const fields = new AnswerFields(UPSTREAM, answer.body);
  if (!fields.isFalse('success')) return { reservationId: fields.text('reservation_id') };
  // Another refusal of a 200 is a race that was lost: the same reservation may be asked for again.
  if (/insufficient/i.test(words)) return declined('insufficient_credit_balance', words);
  throw unexpectedAnswer(UPSTREAM, answer);
}

/** What became of a reservation that is to be taken whole. One that is done, or gone, was taken by an earlier call. */
export function readReconciled(
  answer: UpstreamAnswer,
  reservationId: string,
  creditValue: Decimal,
): PayerResult {
  const done: PayerResult = { status: 'succeeded', transactionId: reservationId };
  if (answer.status === 409 || answer.status === 404) {
    const isReleased = /released|expired/i.test(wordsOf(answer));
    return isReleased ? declined('insufficient_credit_balance', wordsOf(answer)) : done;
  }
  if (answer.status !== 200) throw unexpectedAnswer(UPSTREAM, answer);
  const fields = new AnswerFields(UPSTREAM, answer.body);
  if (fields.isFalse('success')) throw unexpectedAnswer(UPSTREAM, answer);
  const left = fields.maybeAmount('credits_remaining');
  return left ? { ...done, balance: left.times(creditValue) } : done;
}

/** What became of a reservation that is to be released: null when nothing is set aside any more. */
export function readReleased(answer: UpstreamAnswer, reservationId: string): PayerResult | null {
  if (answer.status === 409) {
    const words = wordsOf(answer);
    if (/released|expired/i.test(words)) return null;
    if (/reconciled/i.test(words)) return { status: 'succeeded', transactionId: reservationId };
  }
  if (answer.status !== 200) throw unexpectedAnswer(UPSTREAM, answer);
  if (new AnswerFields(UPSTREAM, answer.body).isFalse('success')) throw unexpectedAnswer(UPSTREAM, answer);
  return null;
}
