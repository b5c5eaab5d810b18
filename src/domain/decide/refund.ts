import type { RefundCommand } from '../commands.js';
import { formatQuantity, ZERO } from '../decimal.js';
import { applyPosting, isTransactionId, type Posting } from '../ledger.js';
import { refuse } from '../problems.js';
import type { BillingRecord } from '../record.js';
import { refundDelta } from '../rollup.js';
import type { Attempt, Context, Decision, Effects, State } from '../state.js';
import { mayBecome } from '../status.js';
import type { LedgerAccount } from '../vocabulary.js';
import { newAttempt } from './new-attempt.js';
import { recordEffects } from './recorded.js';
import { refusedWithoutTrace } from './refusal.js';
import { recordOutcome } from './settle.js';

/** Gives a completed charge back to where its money came from. Quota and allowance stay consumed. */
export function decideRefund(state: State, command: RefundCommand, context: Context): Decision {
  const before = state.record(command.billingId);
  if (!before) return refusedWithoutTrace(refuse('billing_record_not_found', 'Billing record not found'));
  if (before.status === 'refunded') return { outcome: recordOutcome(before, false), effects: {} };
  if (!mayBecome(before.status, 'refunded')) {
    return refusedWithoutTrace(
      refuse('invalid_status_transition', `Billing record cannot go from ${before.status} to refunded`, {
        billing_id: before.billingId,
        from: before.status,
        to: 'refunded',
      }),
    );
  }
  const record: BillingRecord = { ...before, status: 'refunded', refunded: before.total };
  const change = recordEffects(before, record, 'refund_issued', {
    refunded: formatQuantity(before.total),
    reason: command.reason,
  });
  if (before.total.eq(ZERO)) return { outcome: recordOutcome(record, true), effects: change };

  const money = moneyBack(state, before, context);
  return {
    outcome: recordOutcome(record, true, money.attempt?.after.attemptId ?? null),
    effects: {
      ...change,
      ...money,
      rollups: [...change.rollups, refundDelta(record, before.total, context.now)],
    },
  };
}

const ROUTE_BACK: Readonly<Record<string, LedgerAccount>> = {
  wallet_deduction: 'available',
  credit_consumption: 'credits',
  payment_charge: 'external',
};

function moneyBack(
  state: State,
  record: BillingRecord,
  context: Context,
): Pick<Effects, 'balance' | 'postings' | 'attempt'> {
  const currency = record.currency as string;
  // A wallet transaction of another system went through no wallet of ours and cannot go back into one.
  const settledHere = record.method !== 'wallet_deduction' || isTransactionId(record.walletTransactionId);
  const destination = settledHere ? (ROUTE_BACK[record.method ?? ''] ?? 'external') : 'external';
  const move = { source: 'refunds', destination, amount: record.total } as const;
  const held = state.balance(currency);
  const balance = destination === 'external' || !held ? null : applyPosting(held, move);
  const posting: Posting = {
    ...move,
    postingId: context.newPostingId(),
    accountId: state.accountId,
    currency,
    operation: 'refund',
    billingId: record.billingId,
    balanceAfter: destination === 'available' && balance ? balance.available : null,
    referenceId: record.walletTransactionId ?? record.paymentTransactionId,
    description: null,
    metadata: null,
  };
  return {
    postings: [posting],
    ...(balance ? { balance } : {}),
    ...(record.paymentTransactionId ? { attempt: refundAttempt(record, currency, context) } : {}),
  };
}

/** The card refund is sent after the commit, by the same attempts that charge. */
function refundAttempt(
  record: BillingRecord,
  currency: string,
  context: Context,
): { readonly before: null; readonly after: Attempt } {
  const intent = {
    attemptId: context.newId('attempt'),
    kind: 'payment_refund' as const,
    billingId: record.billingId,
    currency,
    amount: record.total,
    details: { payment_transaction_id: record.paymentTransactionId },
  };
  return { before: null, after: newAttempt(intent, context) };
}
