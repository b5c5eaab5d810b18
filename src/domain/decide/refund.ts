import type { RefundCommand } from '../commands.js';
import { type Decimal, formatQuantity, ZERO } from '../decimal.js';
import { applyPosting, isCarriedId, isTransactionId, type Posting } from '../ledger.js';
import { refuse } from '../problems/problems.js';
import type { BillingRecord } from '../record.js';
import type { RemoteMethod } from '../payers/remote.js';
import { refundDelta } from '../rollup.js';
import type { Context, Decision, Effects, State } from '../state.js';
import { mayBecome } from '../status.js';
import type { LedgerAccount } from '../vocabulary.js';
import { shareToRefund, type Share } from './outside/carrying.js';
import { recordEffects, recordOutcome } from './steps/recorded.js';
import { refusedWithoutTrace } from './steps/refusal.js';
import { creditHere } from './outside/refund-credit.js';
import { refundAttempt } from './outside/remote-payment.js';

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
  const facts = { refunded: formatQuantity(before.total), reason: command.reason };
  if (before.total.eq(ZERO)) {
    return {
      outcome: recordOutcome(record, true),
      effects: recordEffects(before, record, 'refund_issued', facts),
    };
  }

  const { leftOver, credit, ...money } = moneyBack(state, before, context);
  const change = recordEffects(before, record, 'refund_issued', { ...facts, ...leftOver });
  const attemptId = money.attempts?.[0]?.after.attemptId ?? null;
  const effects: Effects = {
    ...change,
    ...money,
    rollups: [...change.rollups, refundDelta(record, before.total, context.now)],
  };
  return {
    outcome: recordOutcome(record, true, attemptId),
    effects: credit?.gt(ZERO) ? withCredit(state, record, effects, { credit, attemptId }, context) : effects,
  };
}

interface MoneyBack extends Pick<Effects, 'balance' | 'postings' | 'attempts' | 'carried'> {
  /** By how much what is carried was lessened: not every refund has an attempt that says so. */
  readonly leftOver?: Share['details'];
  readonly credit?: Decimal;
}

/** A part of the charge was paid ahead of it, and nobody takes less for that any more. */
function withCredit(
  state: State,
  record: BillingRecord,
  effects: Effects,
  { credit, attemptId }: { readonly credit: Decimal; readonly attemptId: string | null },
  context: Context,
): Effects {
  const currency = record.currency as string;
  const part = { currency, amount: credit, attemptId, reason: 'paid_ahead' };
  const { record: told, balance, postings, events } = creditHere(state, record, part, context);
  return {
    ...effects,
    balance,
    record: { before: effects.record?.before ?? null, after: told.after },
    postings: [...(effects.postings ?? []), ...postings],
    events: [...(effects.events ?? []), ...events],
  };
}

/** The money goes back where it came from: into a balance that lies here, or by a call to who paid it outside. */
function moneyBack(state: State, record: BillingRecord, context: Context): MoneyBack {
  const currency = record.currency as string;
  const destination = origin(record);
  const move = { source: 'refunds', destination, amount: record.total } as const;
  const held = state.balance(currency);
  const balance = destination === 'external' || !held ? null : applyPosting(held, move);
  const transactionId = record.walletTransactionId ?? record.paymentTransactionId;
  const posting: Posting = {
    ...move,
    postingId: context.newPostingId(),
    accountId: state.accountId,
    currency,
    operation: 'refund',
    billingId: record.billingId,
    balanceAfter: destination === 'available' && balance ? balance.available : null,
    referenceId: transactionId,
    description: null,
    metadata: null,
  };
  const route = destination === 'external' ? routeBack(record, context) : null;
  return {
    postings: [posting],
    ...(balance ? { balance } : {}),
    ...(route ? sentBack(state, record, route, context) : {}),
  };
}

interface Route {
  readonly method: RemoteMethod;
  readonly transactionId: string;
}

/** A charge that was carried took nothing outside, and there is nothing to send. */
function sentBack(
  state: State,
  record: BillingRecord,
  { method, transactionId }: Route,
  context: Context,
): MoneyBack {
  const taken = isCarriedId(transactionId) ? ZERO : (record.taken ?? record.total);
  const share = shareToRefund(state, record, method, taken, context);
  const attempts = share.send.eq(ZERO)
    ? []
    : [{ before: null, after: refundAttempt(record, method, transactionId, share, context) }];
  return { attempts, carried: share.carried, leftOver: share.details, credit: share.credit };
}

/** Whom to call; null where the transaction is of a system that this service does not know. */
function routeBack(
  { method, walletTransactionId, paymentTransactionId }: BillingRecord,
  { remote }: Context,
): Route | null {
  const paid: RemoteMethod = method === 'credit_consumption' ? method : 'payment_charge';
  if (paymentTransactionId !== null) return { method: paid, transactionId: paymentTransactionId };
  return walletTransactionId !== null && remote.isRemote('wallet_deduction')
    ? { method: 'wallet_deduction', transactionId: walletTransactionId }
    : null;
}

/** Where a record's money came from. What has a transaction id of another system never touched a balance of ours. */
function origin({ method, walletTransactionId, paymentTransactionId }: BillingRecord): LedgerAccount {
  if (method === 'wallet_deduction' && isTransactionId(walletTransactionId)) return 'available';
  if (method === 'credit_consumption' && paymentTransactionId === null) return 'credits';
  return 'external';
}
