import { payerUnavailable } from '../../payers/payer.js';
import type { BillingRecord } from '../../record.js';
import type { Attempt, Context, Effects } from '../../state.js';
import { detailsOf, type Terms } from '../../terms.js';
import { dueAfter, newAttempt } from './new-attempt.js';
import { chargeOutcome, recordEffects, type Draft } from '../steps/recorded.js';
import type { ChargeOutcome } from '../../outcomes.js';

export interface Postponed {
  readonly outcome: ChargeOutcome;
  readonly effects: Effects;
}

/**
 * The payer could not be called. Nothing is consumed, and the record waits as pending for a decision from the start,
 * which is due after a pause; when that was so often enough, it is failed, ready for `process`.
 */
export function postpone(draft: Draft, context: Context, given: Effects = {}): Postponed {
  const terms: Terms = { ...draft.terms, tries: draft.terms.tries + 1, declined: [], warnings: [] };
  const waits = terms.tries < context.settlementTries;
  const refusal = payerUnavailable(draft.record.method);
  const record: BillingRecord = {
    ...draft.record,
    method: terms.wish.method,
    quotaUses: [],
    status: waits ? 'pending' : 'failed',
    failureReason: refusal.code,
  };
  const facts = { reason: refusal.code, ...draft.facts };
  return {
    outcome: chargeOutcome(record, null, { refusal: waits ? null : refusal }),
    effects: {
      ...given,
      ...recordEffects(draft.before, record, waits ? 'usage_recorded' : 'billing_failed', facts),
      attempts: [
        ...(given.attempts ?? []),
        ...(waits ? [{ before: null, after: decisionAttempt(record, terms, draft, context) }] : []),
      ],
    },
  };
}

/** What reminds us of a pending record: due after a pause, however many processes die until then. */
function decisionAttempt(record: BillingRecord, terms: Terms, draft: Draft, context: Context): Attempt {
  const intent = {
    attemptId: context.newId('attempt'),
    kind: 'decision' as const,
    billingId: record.billingId,
    currency: record.currency as string,
    amount: record.total,
    details: detailsOf(terms),
  };
  return { ...newAttempt(intent, context, draft.answers), dueAt: dueAfter(terms.tries, context) };
}
