import type { DecideAgainCommand } from '../commands.js';
import { refuse } from '../problems/problems.js';
import type { BillingRecord } from '../record.js';
import type { Attempt, Context, Decision, State } from '../state.js';
import { termsOf } from '../terms.js';
import { chargeUsage } from './charge.js';
import { goOn } from './outside/final-answer.js';
import { recordOutcome, recordRefused, type Draft } from './steps/recorded.js';
import { refusedWithoutTrace } from './steps/refusal.js';
import { isClosed, stale } from './settle.js';

/**
 * The payer of a pending record may be there again: decides it from the start, quotas of now included. Whoever has
 * decided the record meanwhile (`process`, an outside settlement) was first, and nothing is left to do.
 */
export function decideAgain(state: State, command: DecideAgainCommand, context: Context): Decision {
  const attempt = state.attempt(command.attemptId);
  const record = state.record(command.billingId);
  if (!attempt || !record || attempt.billingId !== record.billingId || attempt.kind !== 'decision') {
    return refusedWithoutTrace(refuse('billing_record_not_found', 'Billing record not found'));
  }
  if (isClosed(attempt)) return { outcome: recordOutcome(record, false), effects: {} };
  if (command.leaseNumber !== attempt.leaseNumber) return stale(record);
  const change = { before: attempt, after: { ...attempt, state: 'succeeded' as const } };
  if (record.status !== 'pending') {
    return { outcome: recordOutcome(record, false), effects: { attempts: [change] } };
  }
  return goOn(attempt, change.after, decideFromTheStart(state, record, attempt, context));
}

/** What would refuse a request without a trace fails the record instead: the usage is there. */
function decideFromTheStart(
  state: State,
  record: BillingRecord,
  attempt: Attempt,
  context: Context,
): Decision {
  const draft: Draft = {
    before: record,
    record,
    operation: 'decide_again',
    terms: termsOf(attempt, record),
    answers: attempt.answers,
    facts: { attempt_id: attempt.attemptId },
  };
  const decision = chargeUsage(state, draft, context);
  return decision.outcome.kind === 'refused'
    ? recordRefused(state, draft, decision.outcome.refusal, {}, context)
    : decision;
}
