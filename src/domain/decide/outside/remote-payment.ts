import { ZERO } from '../../decimal.js';
import { carriedIdOf } from '../../ledger.js';
import type { FromOutside } from '../../payers/payer.js';
import type { BillingRecord } from '../../record.js';
import type { RemoteMethod } from '../../payers/remote.js';
import type { Attempt, Context, Decision, State } from '../../state.js';
import { detailsOf, type Terms } from '../../terms.js';
import { newAttempt } from './new-attempt.js';
import { KIND_OF, REFUND_KIND_OF } from './attempt-kinds.js';
import { shareToCharge, type Share } from './carrying.js';
import type { Consumption } from '../steps/consumption.js';
import { outsidePosting } from './outside-posting.js';
import { chargeOutcome, recordEffects, type Draft } from '../steps/recorded.js';

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
  const share = shareToCharge(state, record, payment.method, context);
  if (share.send.eq(ZERO)) return carryCharge(state, draft, record, share, consumption, context);
  const attempt = chargeAttempt(record, payment, share, terms, draft.answers, context);
  const movedOn = draft.before?.status === 'processing';
  return {
    outcome: chargeOutcome(
      record,
      { local: state.balance(attempt.currency), remote: context.remote },
      { attemptId: attempt.attemptId, quotaWarnings: consumption.warnings },
    ),
    effects: {
      ...recordEffects(draft.before, record, movedOn ? 'method_declined' : 'usage_recorded', {
        attempt_id: attempt.attemptId,
        ...draft.facts,
      }),
      quotas: consumption.quotas,
      allowances: consumption.allowances,
      attempts: [{ before: null, after: attempt }],
      ...(share.carried.length > 0 ? { carried: share.carried } : {}),
    },
  };
}

/** Too small for its payer: completed here, and owed on the account until it is enough. */
function carryCharge(
  state: State,
  draft: Draft,
  begun: BillingRecord,
  { carried }: Share,
  consumption: Consumption,
  context: Context,
): Decision {
  const id = carriedIdOf(begun.billingId);
  const byWallet = begun.method === 'wallet_deduction';
  const record: BillingRecord = {
    ...begun,
    status: 'completed',
    walletTransactionId: byWallet ? id : null,
    paymentTransactionId: byWallet ? null : id,
  };
  const { quotas, allowances, warnings } = consumption;
  const balances = { local: state.balance(record.currency as string), remote: context.remote };
  return {
    outcome: chargeOutcome(record, balances, { quotaWarnings: warnings }),
    effects: {
      ...recordEffects(draft.before, record, 'billing_processed', { carried: true, ...draft.facts }),
      postings: [outsidePosting(state, record, context, draft.operation, id)],
      quotas,
      allowances,
      carried,
    },
  };
}

function chargeAttempt(
  record: BillingRecord,
  { method, paymentMethod }: FromOutside,
  share: Share,
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
    amount: share.send,
    details: { ...card, ...detailsOf(terms), ...share.details },
  };
  return newAttempt(intent, context, answers);
}

/** Gives a charge back to who paid it outside, by the same attempts that charge. */
export function refundAttempt(
  record: BillingRecord,
  method: RemoteMethod,
  transactionId: string,
  share: Share,
  context: Context,
): Attempt {
  const intent = {
    attemptId: context.newId('attempt'),
    kind: REFUND_KIND_OF[method],
    billingId: record.billingId,
    currency: record.currency as string,
    amount: share.send,
    details: { transaction_id: transactionId, ...share.details },
  };
  return newAttempt(intent, context);
}
