import type { ChargeOutcome, QuotaWarning } from '../../../../src/domain/outcomes.js';
import type { Attempt, UsageRecord } from './rows.js';
import { textOf, type Exact } from './exact.js';
import { CHARGES, idOfNoPayment, splitCharge } from './outside.js';
import type { Payer } from './payer.js';
import { chargeAnswer, fromOutside, nameFor, type Course } from './recording.js';
import type { Turn } from './turn.js';

/**
 * The payer has to be called: that is done afterwards, and an attempt says so. What is too small for him is owed, and
 * the usage is paid by that.
 */
export function begin(
  turn: Turn,
  before: UsageRecord | null,
  owed: UsageRecord,
  { method, card }: Payer,
  warnings: readonly QuotaWarning[],
  course: Course,
): ChargeOutcome {
  const billingId = nameFor(turn, before);
  const { sent, rest } = splitCharge(turn, method, owed.currency as string, owed.total);
  if (sent === 0n) return paidLater(turn, before, { ...owed, billingId }, warnings, course);
  const { answers, facts, ...terms } = course;
  const record: UsageRecord = { ...owed, billingId, status: 'processing' };
  const attempt = newAttempt(turn, {
    attemptId: turn.newName('attemptId'),
    kind: CHARGES[method] as Attempt['kind'],
    billingId,
    currency: record.currency as string,
    amount: sent,
    rest,
    details: card ? { token: card.token, payment_method_id: card.paymentMethodId } : {},
    operation: answers?.operation ?? turn.command.type,
    key: answers?.key ?? turn.key,
  });
  turn.books.attempts.set(attempt.attemptId, { ...attempt, warnings, terms });
  const event = before?.status === 'processing' ? 'method_declined' : 'usage_recorded';
  turn.write(before, record, event, { attempt_id: attempt.attemptId, ...facts });
  return chargeAnswer(turn, record, turn.wallet(record.currency as string), [...warnings], null, {
    attemptId: attempt.attemptId,
  });
}

function paidLater(
  turn: Turn,
  before: UsageRecord | null,
  owed: UsageRecord,
  warnings: readonly QuotaWarning[],
  { facts }: Course,
): ChargeOutcome {
  const id = idOfNoPayment(owed.billingId);
  const ofWallet = owed.method === 'wallet_deduction';
  const record: UsageRecord = {
    ...owed,
    status: 'completed',
    walletTransactionId: ofWallet ? id : null,
    paymentTransactionId: ofWallet ? null : id,
  };
  fromOutside(turn, record, id);
  turn.write(before, record, 'billing_processed', { carried: true, ...facts });
  return chargeAnswer(turn, record, turn.wallet(record.currency as string), warnings, null);
}

type Intent = Pick<Attempt, 'attemptId' | 'kind' | 'billingId' | 'currency' | 'amount' | 'operation' | 'key'>;

/** As it is before anybody has worked on it; whoever should have may be dead when it is due. */
export function newAttempt(
  turn: Turn,
  {
    rest,
    details,
    ...intent
  }: Intent & { readonly rest: Exact | null; readonly details: Attempt['details'] },
): Attempt {
  return {
    ...intent,
    account: turn.account,
    state: 'created',
    details: rest === null ? details : { ...details, left_over: textOf(rest) },
    warnings: [],
    terms: null,
    dueAt: turn.now + turn.books.bounds.takeoverAfterMs,
    checks: 0,
    lease: turn.firstLease(intent.kind),
    transactionId: null,
    failure: null,
  };
}
