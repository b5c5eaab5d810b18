import { counterKeyOf } from '../allowance.js';
import type { SettledOutsideCommand, SettlePaymentCommand } from '../commands.js';
import { decimal, sum, ZERO, type Decimal } from '../decimal.js';
import { isTransactionId, type Posting } from '../ledger.js';
import type { QuotaWarning, RecordOutcome } from '../outcomes.js';
import { invalid, refuse } from '../problems.js';
import { giveBackQuota, type Quota } from '../quota.js';
import type { BillingRecord } from '../record.js';
import type { AllowanceCounter, Attempt, Context, Decision, Effects, State } from '../state.js';
import { isOpen } from '../status.js';
import { chargeOutcome, recordEffects } from './recorded.js';
import { refusedWithoutTrace } from './refusal.js';

/** The outcome of an attempt. A second outcome of the same attempt changes nothing. */
export function decideSettlePayment(state: State, command: SettlePaymentCommand, context: Context): Decision {
  const attempt = state.attempt(command.attemptId);
  const record = state.record(command.billingId);
  if (!attempt || !record || attempt.billingId !== record.billingId) {
    return refusedWithoutTrace(refuse('billing_record_not_found', 'Billing record not found'));
  }
  if (attempt.state === 'succeeded' || attempt.state === 'declined') {
    return { outcome: recordOutcome(record, false), effects: {} };
  }
  const { outcome } = command;
  if (outcome.status === 'unknown') return stillUnknown(record, attempt, context.now + outcome.nextCheckInMs);
  if (attempt.kind === 'payment_refund') return refundSent(record, attempt, outcome);
  if (record.status !== 'processing') return { outcome: recordOutcome(record, false), effects: {} };
  return outcome.status === 'succeeded'
    ? paid(state, record, attempt, outcome.transactionId, context)
    : declined(state, record, attempt, outcome.reason);
}

function stillUnknown(record: BillingRecord, attempt: Attempt, dueAt: number): Decision {
  const after: Attempt = { ...attempt, state: 'unknown', dueAt, checks: attempt.checks + 1 };
  return { outcome: recordOutcome(record, false), effects: { attempt: { before: attempt, after } } };
}

function refundSent(
  record: BillingRecord,
  attempt: Attempt,
  outcome: { status: 'succeeded'; transactionId: string } | { status: 'declined'; reason: string },
): Decision {
  const after: Attempt =
    outcome.status === 'succeeded'
      ? { ...attempt, state: 'succeeded', transactionId: outcome.transactionId }
      : { ...attempt, state: 'declined', failureReason: outcome.reason };
  return { outcome: recordOutcome(record, false), effects: { attempt: { before: attempt, after } } };
}

function paid(
  state: State,
  before: BillingRecord,
  attempt: Attempt,
  transactionId: string,
  context: Context,
): Decision {
  const record: BillingRecord = { ...before, status: 'completed', paymentTransactionId: transactionId };
  return {
    outcome: recordOutcome(record, true),
    effects: {
      ...recordEffects(before, record, 'payment_completed', { attempt_id: attempt.attemptId }),
      postings: [outsidePosting(state, record, context, 'settle_payment', transactionId)],
      attempt: { before: attempt, after: { ...attempt, state: 'succeeded', transactionId } },
      ...finalAnswer(state, record, attempt),
    },
  };
}

/** The money did not come: what the first batch consumed of quotas and allowances goes back. */
function declined(state: State, before: BillingRecord, attempt: Attempt, reason: string): Decision {
  const refusal = refuse('payment_declined', 'Payment declined', { reason });
  const record: BillingRecord = { ...before, status: 'failed', failureReason: refusal.code, quotaUses: [] };
  return {
    outcome: recordOutcome(record, true),
    effects: {
      ...recordEffects(before, record, 'billing_failed', { attempt_id: attempt.attemptId, reason }),
      quotas: quotasGivenBack(state, before),
      allowances: allowancesGivenBack(state, before),
      attempt: { before: attempt, after: { ...attempt, state: 'declined', failureReason: reason } },
      ...finalAnswer(state, record, attempt, refusal),
    },
  };
}

function finalAnswer(
  state: State,
  record: BillingRecord,
  attempt: Attempt,
  refusal: ReturnType<typeof refuse> | null = null,
): Pick<Effects, 'finalAnswer'> {
  if (!attempt.answers) return {};
  const balance = state.balance(attempt.currency);
  const quotaWarnings = refusal ? [] : warningsOf(attempt);
  return {
    finalAnswer: { ...attempt.answers, outcome: chargeOutcome(record, balance, { refusal, quotaWarnings }) },
  };
}

/** The soft quotas that the first batch saw exceeded, kept with the attempt for the final answer. */
function warningsOf(attempt: Attempt): readonly QuotaWarning[] {
  return (attempt.details['quota_warnings'] ?? []) as readonly QuotaWarning[];
}

export function quotasGivenBack(state: State, record: BillingRecord): Quota[] {
  return record.quotaUses.flatMap((use) => {
    const quota = state.quota(use.quota_id);
    return quota ? [giveBackQuota(quota, use, decimal(use.quantity))] : [];
  });
}

export function allowancesGivenBack(state: State, record: BillingRecord): AllowanceCounter[] {
  return movedCounters(state, record, (used, back) => (used.gt(back) ? used.minus(back) : ZERO));
}

function allowancesDrawn(state: State, record: BillingRecord): AllowanceCounter[] {
  return movedCounters(state, record, (used, quantity) => used.plus(quantity));
}

/** The record's own lines say which counters it draws on and how much. */
function movedCounters(
  state: State,
  record: BillingRecord,
  move: (used: Decimal, quantity: Decimal) => Decimal,
): AllowanceCounter[] {
  const drawn = new Map<string, { source: string; periodStart: number; quantities: Decimal[] }>();
  for (const { source, period_start, quantity } of record.lines) {
    if (source === undefined || period_start === undefined) continue;
    const key = `${source}@${period_start}`;
    const counter = drawn.get(key) ?? { source, periodStart: Date.parse(period_start), quantities: [] };
    counter.quantities.push(decimal(quantity));
    drawn.set(key, counter);
  }
  const { productId } = record.usage;
  return [...drawn.values()].map(({ source, periodStart, quantities }) => {
    const used = state.allowanceUsed(counterKeyOf(productId, source, periodStart));
    return { productId, source, periodStart, used: move(used, sum(quantities)) };
  });
}

/**
 * A pending or failed record that was paid outside: booked as money from outside, under its transaction id. What its
 * lines say was free is drawn now, so that it is not free once more; quotas are not asked.
 */
export function decideSettledOutside(
  state: State,
  command: SettledOutsideCommand,
  context: Context,
): Decision {
  const before = state.record(command.billingId);
  if (!before) return refusedWithoutTrace(refuse('billing_record_not_found', 'Billing record not found'));
  if (before.status === 'completed') return { outcome: recordOutcome(before, false), effects: {} };
  if (!isOpen(before.status) || before.currency === null) {
    return refusedWithoutTrace(
      refuse(
        'invalid_status_transition',
        before.currency === null
          ? 'Usage without a price cannot be completed: add a price and process it'
          : `Billing record cannot go from ${before.status} to completed`,
        { billing_id: before.billingId, from: before.status, to: 'completed' },
      ),
    );
  }
  // A refund goes by this id: under one of ours it would put money into a wallet that never paid.
  if (isTransactionId(command.walletTransactionId)) {
    return refusedWithoutTrace(
      invalid({
        field: 'wallet_transaction_id',
        rule: 'outside_id',
        message:
          'wallet_transaction_id must be of another system: this one names a transaction of this service',
      }),
    );
  }
  const record: BillingRecord = {
    ...before,
    status: 'completed',
    failureReason: null,
    method: command.walletTransactionId ? 'wallet_deduction' : 'payment_charge',
    walletTransactionId: command.walletTransactionId,
    paymentTransactionId: command.paymentTransactionId,
  };
  const reference = command.paymentTransactionId ?? command.walletTransactionId;
  return {
    outcome: recordOutcome(record, true),
    effects: {
      ...recordEffects(before, record, 'billing_processed', { settled_outside: reference }),
      allowances: allowancesDrawn(state, record),
      ...(record.total.gt(ZERO)
        ? { postings: [outsidePosting(state, record, context, 'settled_outside', reference)] }
        : {}),
    },
  };
}

/** Money that came from outside (a card, another system) straight to revenue. */
function outsidePosting(
  state: State,
  record: BillingRecord,
  context: Context,
  operation: 'settle_payment' | 'settled_outside',
  referenceId: string | null,
): Posting {
  return {
    postingId: context.newPostingId(),
    accountId: state.accountId,
    currency: record.currency as string,
    source: 'external',
    destination: 'revenue',
    amount: record.total,
    operation,
    billingId: record.billingId,
    balanceAfter: null,
    referenceId,
    description: null,
    metadata: null,
  };
}

export function recordOutcome(
  record: BillingRecord,
  changed: boolean,
  attemptId: string | null = null,
): RecordOutcome {
  return { kind: 'record', billingId: record.billingId, status: record.status, changed, attemptId };
}
