import { applyPosting, transactionIdOf, type Balance, type Posting } from '../ledger.js';
import type { QuotaWarning } from '../outcomes.js';
import type { Payment } from '../payer.js';
import type { Quota, QuotaUse } from '../quota.js';
import type { BillingRecord } from '../record.js';
import type { AllowanceCounter, Context, Decision, State } from '../state.js';
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
  const record: BillingRecord = {
    ...draft.record,
    method: payment.method,
    failureReason: null,
    quotaUses: consumption.quotaUses,
  };
  switch (payment.method) {
    case 'subscription_included':
      return completed(state, { ...draft, record }, null, consumption);
    case 'wallet_deduction':
    case 'credit_consumption':
      return payFromBalance(state, { ...draft, record }, payment, consumption, context);
    case 'payment_charge':
      return beginPayment(state, { ...draft, record }, payment.paymentMethod, consumption, context);
  }
}

function payFromBalance(
  state: State,
  draft: Draft,
  payment: { readonly method: 'wallet_deduction' | 'credit_consumption'; readonly balance: Balance },
  consumption: Consumption,
  context: Context,
): Decision {
  const fromWallet = payment.method === 'wallet_deduction';
  const move = {
    source: fromWallet ? 'available' : 'credits',
    destination: 'revenue',
    amount: draft.record.total,
  } as const;
  const balance = applyPosting(payment.balance, move);
  const posting: Posting = {
    ...move,
    postingId: context.newPostingId(),
    accountId: state.accountId,
    currency: balance.currency,
    operation: draft.operation,
    billingId: draft.record.billingId,
    balanceAfter: fromWallet ? balance.available : null,
    referenceId: null,
    description: null,
    metadata: null,
  };
  const record = {
    ...draft.record,
    walletTransactionId: fromWallet ? transactionIdOf(posting.postingId) : null,
  };
  return completed(state, { ...draft, record }, { balance, posting }, consumption);
}

function completed(
  state: State,
  draft: Draft,
  paid: { balance: Balance; posting: Posting } | null,
  consumption: Consumption,
): Decision {
  const record: BillingRecord = { ...draft.record, status: 'completed' };
  const balance = paid?.balance ?? state.balance(record.currency as string);
  return {
    outcome: chargeOutcome(record, balance, { quotaWarnings: consumption.warnings }),
    effects: {
      ...recordEffects(draft.before, record, 'billing_processed'),
      quotas: consumption.quotas,
      allowances: consumption.allowances,
      ...(paid ? { balance: paid.balance, postings: [paid.posting] } : {}),
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
  const record: BillingRecord = { ...draft.record, status: 'processing' };
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
