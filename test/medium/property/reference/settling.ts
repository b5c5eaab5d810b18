import type { AttemptOutcome, SettlePaymentCommand } from '../../../../src/domain/commands.js';
import type { Outcome } from '../../../../src/domain/outcomes.js';
import { answer, isOpen, keep, replaceAnswer, stale } from './answers.js';
import { begin } from './beginning.js';
import { nameOf } from './books.js';
import type { Attempt, Terms, UsageRecord } from './rows.js';
import { exact, exactOf, leftOf, NOTHING, textOf } from './exact.js';
import { isRefund, methodOf, undoSplit } from './outside.js';
import { nextPayer } from './payer.js';
import { uncountUsage } from './quotas.js';
import { chargeAnswer, fromOutside, pay, wait } from './recording.js';
import { credited, sentLater } from './refunding.js';
import { refusalOf, refused, type Turn } from './turn.js';

type Said<S extends AttemptOutcome['status']> = Extract<AttemptOutcome, { status: S }>;

/** What who was called said. His first definite word counts; every later one changes nothing. */
export function settlePayment(turn: Turn<SettlePaymentCommand>): Outcome {
  const { billingId, attemptId, outcome, leaseNumber } = turn.command;
  const record = turn.record(billingId);
  const attempt = turn.books.attempts.get(attemptId);
  if (!record || attempt?.billingId !== billingId) return refused('billing_record_not_found');
  if (!isOpen(attempt)) return cameBack(turn, record, attempt) ?? answer(record, false);
  if (leaseNumber !== null && leaseNumber !== attempt.lease) return stale(record);
  if (outcome.status === 'unknown') {
    const dueAt = turn.now + outcome.nextCheckInMs;
    keep(turn, { ...attempt, state: 'unknown', dueAt, checks: attempt.checks + 1 });
    return answer(record, false);
  }
  const settled: Attempt = {
    ...attempt,
    state: outcome.status,
    transactionId: outcome.status === 'succeeded' ? outcome.transactionId : null,
    failure: FAILURES[outcome.status]?.(outcome as Said<'declined'>) ?? null,
  };
  if (isRefund(attempt)) return refundSettled(turn, record, settled, outcome);
  keep(turn, settled);
  if (outcome.status === 'succeeded') return paid(turn, record, settled, outcome);
  undoSplit(turn, attempt);
  switch (outcome.status) {
    case 'declined':
      return declined(turn, record, settled, outcome);
    case 'given_up': {
      const refusal = refusalOf('charge_not_confirmed', { billing_method: record.method });
      return failed(turn, record, settled, refusal, refusal.code);
    }
    case 'not_sent':
      return waits(turn, record, settled, { attempt_id: settled.attemptId });
  }
}

const FAILURES: Readonly<Record<string, (said: Said<'declined'>) => string>> = {
  declined: ({ reason }) => reason,
  given_up: () => 'charge_not_confirmed',
  not_sent: () => 'payer_unavailable',
};

function refundSettled(turn: Turn, record: UsageRecord, settled: Attempt, said: AttemptOutcome): Outcome {
  if (said.status === 'not_sent') return sentLater(turn, record, settled);
  keep(turn, settled);
  // The books gave the money back when the refund was decided; it only had to be sent, or is there already.
  const isThere =
    said.status === 'succeeded' || (said.status === 'declined' && said.code !== 'no_route_back');
  return isThere ? answer(record, false) : credited(turn, record, settled);
}

/** The payer's bank has sent back what had arrived, and who tells it was not asked: as if it had never had a way. */
function cameBack(turn: Turn<SettlePaymentCommand>, record: UsageRecord, attempt: Attempt): Outcome | null {
  const { outcome, leaseNumber } = turn.command;
  const isTold = leaseNumber === null && outcome.status === 'declined' && outcome.code === 'no_route_back';
  if (!isTold || !isRefund(attempt) || attempt.state !== 'succeeded') return null;
  const back: Attempt = { ...attempt, state: 'declined', failure: outcome.reason };
  keep(turn, back);
  return credited(turn, record, back);
}

function paid(
  turn: Turn,
  before: UsageRecord,
  attempt: Attempt,
  { transactionId, balance }: Said<'succeeded'>,
): Outcome {
  const ofWallet = attempt.kind === 'wallet';
  const record: UsageRecord = {
    ...before,
    status: 'completed',
    walletTransactionId: ofWallet ? transactionId : null,
    paymentTransactionId: ofWallet ? null : transactionId,
  };
  fromOutside(turn, record, transactionId);
  const facts = { attempt_id: attempt.attemptId };
  const isWhole = attempt.amount === before.total;
  const taken = isWhole ? {} : { taken: textOf(attempt.amount) };
  turn.write(before, record, 'payment_completed', { ...facts, ...taken });
  const left = balance && exactOf(balance);
  const charge = chargeAnswer(turn, record, turn.wallet(attempt.currency), attempt.warnings, null, { left });
  replaceAnswer(turn, attempt, charge);
  return answer(record, true);
}

/** Who was not asked for by name is followed by the next who can pay. What was used stays used meanwhile. */
function declined(
  turn: Turn,
  before: UsageRecord,
  attempt: Attempt,
  { code, reason }: Said<'declined'>,
): Outcome {
  const { currency } = attempt;
  const refusal =
    code === 'payment_declined' || code === 'no_route_back'
      ? refusalOf('payment_declined', { reason })
      : refusalOf(code, { required: textOf(before.total), currency, reason });
  const terms = attempt.terms as Terms;
  if (terms.wish.method !== null) return failed(turn, before, attempt, refusal, reason);
  const refusers = [...terms.declined, methodOf(attempt)];
  const payer = nextPayer(turn, { total: before.total, currency }, terms.wish, refusers);
  if (payer === null) return failed(turn, before, attempt, refusal, reason);
  const facts = { declined_attempt_id: attempt.attemptId, declined_because: reason };
  if ('code' in payer) return waits(turn, before, attempt, facts);
  const course = { ...terms, declined: refusers, answers: attempt, facts };
  const owed = { ...before, method: payer.method };
  const charge = payer.outside
    ? begin(turn, before, owed, payer, attempt.warnings, course)
    : pay(turn, before, owed, attempt.warnings, course);
  replaceAnswer(turn, attempt, charge);
  return { ...answer({ ...before, status: charge.status }, true, charge.attemptId), charge };
}

/** Nothing was paid, so nothing was used: quotas and free quantities are as if the charge had never begun. */
function giveBack(turn: Turn, record: UsageRecord): void {
  const { books } = turn;
  uncountUsage(books, record.quotaShares);
  for (const { source, period_start, quantity } of record.lines) {
    if (source === undefined || period_start === undefined) continue;
    const counter = nameOf(turn.account, record.usage.productId, source, period_start);
    books.allowances.set(counter, leftOf(books.allowances.get(counter) ?? NOTHING, exact(quantity)));
  }
}

function failed(
  turn: Turn,
  before: UsageRecord,
  attempt: Attempt,
  refusal: ReturnType<typeof refusalOf>,
  reason: string,
): Outcome {
  giveBack(turn, before);
  const method = (attempt.terms as Terms).wish.method;
  const record: UsageRecord = { ...before, method, status: 'failed', failure: refusal.code, quotaShares: [] };
  turn.write(before, record, 'billing_failed', { attempt_id: attempt.attemptId, reason });
  replaceAnswer(turn, attempt, chargeAnswer(turn, record, turn.wallet(attempt.currency), [], refusal));
  return answer(record, true);
}

/** Nobody who could pay can be called: the charge ends here, and the usage waits. */
function waits(
  turn: Turn,
  before: UsageRecord,
  attempt: Attempt,
  facts: Readonly<Record<string, unknown>>,
): Outcome {
  giveBack(turn, before);
  const course = { ...(attempt.terms as Terms), answers: attempt, facts };
  const { charge, decisionId } = wait(turn, before, before, course);
  replaceAnswer(turn, attempt, charge);
  const said = { ...answer({ ...before, status: charge.status }, true), charge };
  return decisionId === null ? said : { ...said, decisionId };
}
