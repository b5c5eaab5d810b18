import { applyPosting, transactionIdOf, type Balance, type Posting } from '../ledger.js';
import type { QuotaWarning } from '../outcomes.js';
import type { Payment } from '../payer.js';
import type { Quota, QuotaUse } from '../quota.js';
import type { BillingRecord } from '../record.js';
import type { AllowanceCounter, Context, Decision, State } from '../state.js';
import type { BillingMethod } from '../vocabulary.js';
import { newAttempt } from './new-attempt.js';
import { chargeOutcome, recordEffects, type Draft } from './recorded.js';

/** What a usage consumes beside money once nothing refuses it. */
export interface Consumption {
  readonly quotas: readonly Quota[];
  readonly quotaUses: readonly QuotaUse[];
  readonly allowances: readonly AllowanceCounter[];
  readonly warnings: readonly QuotaWarning[];
}

/** Carries out a charge that nothing refuses. */
export function payCharge(
  state: State,
  draft: Draft,
  payment: Payment,
  consumption: Consumption,
  context: Context,
): Decision {
  switch (payment.method) {
    case 'subscription_included':
      return completed(state, draft, { method: payment.method }, consumption);
    case 'wallet_deduction':
    case 'credit_consumption':
      return completed(state, draft, payFromBalance(state, draft, payment, context), consumption);
    case 'payment_charge':
      return beginPayment(state, draft, payment.paymentMethod, consumption, context);
  }
}

/** How a charge was paid: what moved, where anything did. */
interface Paid {
  readonly method: BillingMethod;
  readonly moved?: { readonly balance: Balance; readonly posting: Posting };
  readonly walletTransactionId?: string;
}

function payFromBalance(
  state: State,
  { record, operation }: Draft,
  {
    method,
    balance,
  }: { readonly method: 'wallet_deduction' | 'credit_consumption'; readonly balance: Balance },
  context: Context,
): Paid {
  const fromWallet = method === 'wallet_deduction';
  const source = fromWallet ? 'available' : 'credits';
  const after = applyPosting(balance, { source, destination: 'revenue', amount: record.total });
  const posting: Posting = {
    postingId: context.newPostingId(),
    accountId: state.accountId,
    currency: balance.currency,
    source,
    destination: 'revenue',
    amount: record.total,
    operation,
    billingId: record.billingId,
    balanceAfter: fromWallet ? after.available : null,
    referenceId: null,
    description: null,
    metadata: null,
  };
  const moved = { balance: after, posting };
  return fromWallet
    ? { method, moved, walletTransactionId: transactionIdOf(posting.postingId) }
    : { method, moved };
}

function completed(state: State, draft: Draft, paid: Paid, consumption: Consumption): Decision {
  const record: BillingRecord = {
    ...draft.record,
    method: paid.method,
    status: 'completed',
    failureReason: null,
    quotaUses: consumption.quotaUses,
    walletTransactionId: paid.walletTransactionId ?? null,
  };
  const balance = paid.moved?.balance ?? state.balance(record.currency as string);
  return {
    outcome: chargeOutcome(record, balance, { quotaWarnings: consumption.warnings }),
    effects: {
      ...recordEffects(draft.before, record, 'billing_processed'),
      quotas: consumption.quotas,
      allowances: consumption.allowances,
      ...(paid.moved ? { balance: paid.moved.balance, postings: [paid.moved.posting] } : {}),
    },
  };
}

/**
 * A remote payer is never called inside the transaction: the intent is committed with everything the usage consumes,
 * the call follows, and its outcome is a command of its own (`settle_payment`).
 */
function beginPayment(
  state: State,
  draft: Draft,
  paymentMethod: { readonly paymentMethodId: string; readonly token: string },
  consumption: Consumption,
  context: Context,
): Decision {
  const record: BillingRecord = {
    ...draft.record,
    method: 'payment_charge',
    status: 'processing',
    failureReason: null,
    quotaUses: consumption.quotaUses,
  };
  const intent = {
    attemptId: context.newId('attempt'),
    kind: 'payment' as const,
    billingId: record.billingId,
    currency: record.currency as string,
    amount: record.total,
    details: {
      token: paymentMethod.token,
      payment_method_id: paymentMethod.paymentMethodId,
      quota_warnings: consumption.warnings,
    },
  };
  const attempt = newAttempt(intent, context);
  return {
    outcome: chargeOutcome(record, state.balance(attempt.currency), {
      attemptId: attempt.attemptId,
      quotaWarnings: consumption.warnings,
    }),
    effects: {
      ...recordEffects(draft.before, record, 'usage_recorded', { attempt_id: attempt.attemptId }),
      quotas: consumption.quotas,
      allowances: consumption.allowances,
      attempt: { before: null, after: attempt },
    },
  };
}
