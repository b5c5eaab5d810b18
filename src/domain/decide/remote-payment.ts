import type { FromOutside } from '../payer.js';
import type { BillingRecord } from '../record.js';
import { REMOTE_METHODS, type RemoteMethod } from '../remote.js';
import type { Attempt, Context, Decision, State } from '../state.js';
import { detailsOf, type Terms } from '../terms.js';
import type { AttemptKind } from '../vocabulary.js';
import { newAttempt } from './new-attempt.js';
import type { Consumption } from './consumption.js';
import { chargeOutcome, recordEffects, type Draft } from './recorded.js';

const KIND_OF: Readonly<Record<RemoteMethod, AttemptKind>> = {
  payment_charge: 'payment',
  wallet_deduction: 'wallet',
  credit_consumption: 'credits',
};

const REFUND_KIND_OF: Readonly<Record<RemoteMethod, AttemptKind>> = {
  payment_charge: 'payment_refund',
  wallet_deduction: 'wallet_refund',
  credit_consumption: 'credits_refund',
};

const METHOD_OF: ReadonlyMap<AttemptKind, RemoteMethod> = new Map(
  REMOTE_METHODS.flatMap((method) => [
    [KIND_OF[method], method],
    [REFUND_KIND_OF[method], method],
  ]),
);

export function isRefund({ kind }: Pick<Attempt, 'kind'>): boolean {
  return kind === 'payment_refund' || kind === 'wallet_refund' || kind === 'credits_refund';
}

/** Whose payer an attempt calls; null for what calls nobody. */
export function methodOf({ kind }: Pick<Attempt, 'kind'>): RemoteMethod | null {
  return METHOD_OF.get(kind) ?? null;
}

/**
 * A payer outside is never called inside the transaction: the intent is committed with everything the usage consumes,
 * the call follows, and its outcome is a command of its own (`settle_payment`).
 */
export function beginPayment(
  state: State,
  draft: Draft,
  payment: FromOutside,
  consumption: Consumption,
  context: Context,
): Decision {
  const terms: Terms = { ...draft.terms, warnings: consumption.warnings };
  const record: BillingRecord = {
    ...draft.record,
    method: payment.method,
    status: 'processing',
    failureReason: null,
    quotaUses: consumption.quotaUses,
  };
  const attempt = chargeAttempt(record, payment, terms, draft.answers, context);
  const movedOn = draft.before?.status === 'processing';
  return {
    outcome: chargeOutcome(record, state.balance(attempt.currency), {
      attemptId: attempt.attemptId,
      quotaWarnings: consumption.warnings,
    }),
    effects: {
      ...recordEffects(draft.before, record, movedOn ? 'method_declined' : 'usage_recorded', {
        attempt_id: attempt.attemptId,
        ...draft.facts,
      }),
      quotas: consumption.quotas,
      allowances: consumption.allowances,
      attempts: [{ before: null, after: attempt }],
    },
  };
}

function chargeAttempt(
  record: BillingRecord,
  { method, paymentMethod }: FromOutside,
  terms: Terms,
  answers: Attempt['answers'],
  context: Context,
): Attempt {
  const card = paymentMethod
    ? { token: paymentMethod.token, payment_method_id: paymentMethod.paymentMethodId }
    : {};
  const intent = {
    attemptId: context.newId('attempt'),
    kind: KIND_OF[method],
    billingId: record.billingId,
    currency: record.currency as string,
    amount: record.total,
    details: { ...card, ...detailsOf(terms) },
  };
  return newAttempt(intent, context, answers);
}

/** Gives a charge back to who paid it outside, by the same attempts that charge. */
export function refundAttempt(
  record: BillingRecord,
  method: RemoteMethod,
  transactionId: string,
  context: Context,
): Attempt {
  const intent = {
    attemptId: context.newId('attempt'),
    kind: REFUND_KIND_OF[method],
    billingId: record.billingId,
    currency: record.currency as string,
    amount: record.total,
    details: { transaction_id: transactionId },
  };
  return newAttempt(intent, context);
}
