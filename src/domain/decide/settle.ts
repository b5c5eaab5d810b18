import type { AttemptOutcome, SettlePaymentCommand } from '../commands.js';
import { formatQuantity } from '../decimal.js';
import { nextPayment } from '../payers/payer.js';
import { refuse } from '../problems/problems.js';
import type { BillingRecord } from '../record.js';
import type { Attempt, Context, Decision, Effects, State } from '../state.js';
import { termsOf } from '../terms.js';
import { isRefund, methodOf } from './outside/attempt-kinds.js';
import { carriedBack } from './outside/carrying.js';
import { consumptionBack } from './steps/consumption-back.js';
import { refusalOf } from './outside/decline.js';
import { answering, goOn } from './outside/final-answer.js';
import { outsidePosting } from './outside/outside-posting.js';
import { payCharge } from './steps/pay.js';
import { chargeOutcome, recordEffects, recordOutcome, type Draft } from './steps/recorded.js';
import { refusedWithoutTrace } from './steps/refusal.js';
import { hasComeBack, settleRefund } from './outside/refund-outcome.js';
import { postpone } from './outside/unavailable.js';

/**
 * The outcome of an attempt. A second outcome of the same attempt changes nothing, but for a refund that has come back;
 * nor does one of somebody whose lease has passed to another: the new owner has asked the upstream, or will.
 */
export function decideSettlePayment(state: State, command: SettlePaymentCommand, context: Context): Decision {
  const attempt = state.attempt(command.attemptId);
  const record = state.record(command.billingId);
  if (!attempt || !record || attempt.billingId !== record.billingId) {
    return refusedWithoutTrace(refuse('billing_record_not_found', 'Billing record not found'));
  }
  if (hasComeBack(attempt, command)) return settleRefund(state, record, attempt, command.outcome, context);
  if (isClosed(attempt)) return { outcome: recordOutcome(record, false), effects: {} };
  if (command.leaseNumber !== null && command.leaseNumber !== attempt.leaseNumber) return stale(record);
  const { outcome } = command;
  if (outcome.status === 'unknown') return stillUnknown(record, attempt, context.now + outcome.nextCheckInMs);
  if (isRefund(attempt)) return settleRefund(state, record, attempt, outcome, context);
  if (record.status !== 'processing') return { outcome: recordOutcome(record, false), effects: {} };
  switch (outcome.status) {
    case 'succeeded':
      return paid(state, record, attempt, outcome, context);
    case 'declined':
      return declined(state, record, attempt, outcome, context);
    case 'not_sent':
      return notSent(state, record, attempt, context);
    case 'given_up':
      return failed(state, record, attempt, outcome, context);
  }
}

export function isClosed({ state }: Attempt): boolean {
  return state !== 'created' && state !== 'unknown';
}

/** Answered, and not written: not even the key, which the new owner's outcome does not share. */
export function stale(record: BillingRecord): Decision {
  return { outcome: { ...recordOutcome(record, false), stale: true }, effects: null };
}

function stillUnknown(record: BillingRecord, attempt: Attempt, dueAt: number): Decision {
  const after: Attempt = { ...attempt, state: 'unknown', dueAt, checks: attempt.checks + 1 };
  return {
    outcome: recordOutcome(record, false),
    effects: { attempts: [{ before: attempt, after }] },
  };
}

function paid(
  state: State,
  before: BillingRecord,
  attempt: Attempt,
  { transactionId, balance }: Extract<AttemptOutcome, { status: 'succeeded' }>,
  context: Context,
): Decision {
  const byWallet = attempt.kind === 'wallet';
  const record: BillingRecord = {
    ...before,
    status: 'completed',
    walletTransactionId: byWallet ? transactionId : null,
    paymentTransactionId: byWallet ? null : transactionId,
    taken: attempt.amount.eq(before.total) ? null : attempt.amount,
  };
  const taken = record.taken === null ? {} : { taken: formatQuantity(record.taken) };
  const { warnings } = termsOf(attempt, before);
  const local = state.balance(attempt.currency);
  const balances = { local, remote: context.remote, left: balance };
  const answer = chargeOutcome(record, balances, { quotaWarnings: warnings });
  return {
    outcome: recordOutcome(record, true),
    effects: {
      ...recordEffects(before, record, 'payment_completed', { attempt_id: attempt.attemptId, ...taken }),
      postings: [outsidePosting(state, record, context, 'settle_payment', transactionId)],
      attempts: [{ before: attempt, after: { ...attempt, state: 'succeeded', transactionId } }],
      ...answering(attempt, answer),
    },
  };
}

/**
 * A method that was asked for is never replaced. Otherwise the next of the waterfall pays, at once where its money
 * lies here; quota and allowance stay consumed for as long as somebody may pay.
 */
function declined(
  state: State,
  record: BillingRecord,
  attempt: Attempt,
  outcome: Extract<AttemptOutcome, { status: 'declined' }>,
  context: Context,
): Decision {
  const terms = termsOf(attempt, record);
  const method = methodOf(attempt);
  if (terms.wish.method !== null || method === null) return failed(state, record, attempt, outcome, context);
  const refusers = [...terms.declined, method];
  const bill = { total: record.total, currency: attempt.currency, remote: context.remote };
  const next = nextPayment(state, bill, terms.wish, refusers);
  if (next === null) return failed(state, record, attempt, outcome, context);
  const draft: Draft = {
    before: record,
    record,
    operation: 'settle_payment',
    terms: { ...terms, declined: refusers },
    answers: attempt.answers,
    facts: { declined_attempt_id: attempt.attemptId, declined_because: outcome.reason },
  };
  const closed: Attempt = { ...attempt, state: 'declined', failureReason: outcome.reason };
  if ('code' in next) return postponed(state, draft, attempt, closed, context);
  const consumption = {
    quotas: [],
    quotaUses: record.quotaUses,
    allowances: [],
    warnings: terms.warnings,
  };
  const goesOn = payCharge(state, draft, next, consumption, context);
  return goOn(attempt, closed, goesOn, carriedBack(state, attempt));
}

function notSent(state: State, record: BillingRecord, attempt: Attempt, context: Context): Decision {
  const draft: Draft = {
    before: record,
    record,
    operation: 'settle_payment',
    terms: termsOf(attempt, record),
    answers: attempt.answers,
    facts: { attempt_id: attempt.attemptId },
  };
  const closed: Attempt = { ...attempt, state: 'not_sent', failureReason: 'payer_unavailable' };
  return postponed(state, draft, attempt, closed, context);
}

function postponed(
  state: State,
  draft: Draft,
  attempt: Attempt,
  closed: Attempt,
  context: Context,
): Decision {
  const given = consumptionBack(state, draft.record);
  return goOn(attempt, closed, postpone(draft, context, given), carriedBack(state, attempt));
}

/** Nobody pays: what the first batch consumed of quotas and allowances goes back. */
function failed(
  state: State,
  before: BillingRecord,
  attempt: Attempt,
  outcome: Extract<AttemptOutcome, { status: 'declined' | 'given_up' }>,
  context: Context,
): Decision {
  const refusal = refusalOf(before, outcome);
  const reason = outcome.status === 'declined' ? outcome.reason : refusal.code;
  const record: BillingRecord = {
    ...before,
    method: termsOf(attempt, before).wish.method,
    status: 'failed',
    failureReason: refusal.code,
    quotaUses: [],
  };
  const closed: Attempt = { ...attempt, state: outcome.status, failureReason: reason };
  const given: Effects = consumptionBack(state, before);
  const balances = { local: state.balance(attempt.currency), remote: context.remote };
  return {
    outcome: recordOutcome(record, true),
    effects: {
      ...recordEffects(before, record, 'billing_failed', { attempt_id: attempt.attemptId, reason }),
      ...given,
      carried: carriedBack(state, attempt),
      attempts: [{ before: attempt, after: closed }],
      ...answering(attempt, chargeOutcome(record, balances, { refusal })),
    },
  };
}
