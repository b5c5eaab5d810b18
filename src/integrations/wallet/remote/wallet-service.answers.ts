import type { Decimal } from '../../../domain/decimal.js';
import { declined } from '../../payer/payer-results.js';
import type { PayerResult } from '../../payer/remote-payer.js';
import { AnswerFields, wordsOf } from '../../upstream/answers/answer-fields.js';
import { unexpectedAnswer } from '../../upstream/answers/unexpected-answer.js';
import type { UpstreamAnswer } from '../../upstream/calls/upstream-http.js';

const UPSTREAM = 'wallet';

/** The service catches its own refusals and answers 500 with what they meant in the text. */
const REFUSED: readonly number[] = [200, 400, 402, 404, 500];

/** What a deduction came to. Throws where nobody knows. */
export function readConsume(answer: UpstreamAnswer): PayerResult {
  const moved = readMoved(answer);
  if (moved) return moved;
  const words = wordsOf(answer);
  if (REFUSED.includes(answer.status) && /insufficient balance/i.test(words)) {
    return declined('insufficient_wallet_balance', words);
  }
  if (answer.status === 404 || /wallet not found/i.test(words)) {
    return declined('insufficient_wallet_balance', 'no wallet');
  }
  throw unexpectedAnswer(UPSTREAM, answer);
}

/** What a refund came to; null where the service refused it. Throws where nobody knows. */
export function readRefund(answer: UpstreamAnswer): PayerResult | null {
  const moved = readMoved(answer);
  if (moved) return moved;
  const isRefused =
    REFUSED.includes(answer.status) && /failed to process refund|not found/i.test(wordsOf(answer));
  if (isRefused) return null;
  throw unexpectedAnswer(UPSTREAM, answer);
}

export function movedResult(transactionId: string, balance?: Decimal | null): PayerResult {
  return { status: 'succeeded', transactionId, ...(balance && { balance }) };
}

function readMoved(answer: UpstreamAnswer): PayerResult | null {
  if (answer.status !== 200) return null;
  const fields = new AnswerFields(UPSTREAM, answer.body);
  if (fields.isFalse('success')) return null;
  return movedResult(fields.text('transaction_id'), fields.maybeAmount('balance'));
}
