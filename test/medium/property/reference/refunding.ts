import type { RefundCommand } from '../../../../src/domain/commands.js';
import type { Outcome } from '../../../../src/domain/outcomes.js';
import { answer, keep } from './answers.js';
import { newAttempt } from './beginning.js';
import type { Attempt, UsageRecord } from './rows.js';
import { NOTHING, textOf } from './exact.js';
import { CHARGES, paymentOf, splitRefund, type Split } from './outside.js';
import { OWN_TRANSACTION, refused, type Turn } from './turn.js';

/** The whole charge goes back, once, to where it came from. What was used stays used. */
export function refund(turn: Turn<RefundCommand>): Outcome {
  const { billingId, reason } = turn.command;
  const before = turn.record(billingId);
  if (!before) return refused('billing_record_not_found');
  if (before.status === 'refunded') return answer(before, false);
  if (before.status !== 'completed') {
    const facts = { billing_id: billingId, from: before.status, to: 'refunded' };
    return refused('invalid_status_transition', facts);
  }
  const { total } = before;
  const record: UsageRecord = { ...before, status: 'refunded', refunded: total, refundedAt: turn.now };
  const facts = { refunded: textOf(total), reason };
  if (total === 0n) {
    turn.write(before, record, 'refund_issued', facts);
    return answer(record, true);
  }
  const destination = whereItCameFrom(before);
  turn.post({
    currency: before.currency as string,
    source: 'refunds',
    destination,
    amount: total,
    operation: 'refund',
    billingId,
    referenceId: before.walletTransactionId ?? before.paymentTransactionId,
  });
  const split = destination === 'external' ? sendBack(turn, before) : null;
  const rest = split?.rest ?? null;
  turn.write(before, record, 'refund_issued', rest === null ? facts : { ...facts, left_over: textOf(rest) });
  return answer(record, true, split?.attemptId ?? null);
}

function whereItCameFrom({ method, walletTransactionId, paymentTransactionId }: UsageRecord): string {
  if (method === 'credit_consumption' && paymentTransactionId === null) return 'credits';
  if (method === 'wallet_deduction' && walletTransactionId?.startsWith(OWN_TRANSACTION)) return 'available';
  return 'external';
}

/** Back to who took it. Null where nobody knows him any more. */
function sendBack(turn: Turn, record: UsageRecord): (Split & { readonly attemptId: string | null }) | null {
  const { walletTransactionId, paymentTransactionId } = record;
  const transactionId = paymentTransactionId ?? (walletTransactionId as string);
  const ofWallet = paymentTransactionId === null;
  if (ofWallet && !turn.books.standing.outside.has('wallet_deduction')) return null;
  const byCredits = record.method === 'credit_consumption' ? record.method : 'payment_charge';
  const method = ofWallet ? 'wallet_deduction' : byCredits;
  const currency = record.currency as string;
  const split = splitRefund(turn, method, currency, record.total, paymentOf(turn.books, record));
  if (split.sent === 0n) return { ...split, attemptId: null };
  const attemptId = turn.newName('attemptId');
  const attempt = newAttempt(turn, {
    attemptId,
    kind: `${CHARGES[method]}_refund` as Attempt['kind'],
    billingId: record.billingId,
    currency,
    amount: split.sent,
    rest: split.rest,
    details: { transaction_id: transactionId },
    operation: 'refund',
    key: turn.key,
  });
  keep(turn, attempt);
  return { ...split, attemptId };
}

/** The money that was on its way back has nowhere to go: the payer has it as credits. */
export function credited(turn: Turn, record: UsageRecord, attempt: Attempt): Outcome {
  const { currency, amount, failure } = attempt;
  const none = { available: NOTHING, credits: NOTHING, overdraft: NOTHING, walletId: null };
  if (!turn.wallet(currency)) turn.keep({ account: turn.account, currency, ...none });
  turn.post({
    currency,
    source: 'external',
    destination: 'credits',
    amount,
    operation: 'settle_payment',
    billingId: record.billingId,
    referenceId: attempt.attemptId,
    description: failure,
  });
  const facts = { attempt_id: attempt.attemptId, credited: textOf(amount), reason: failure };
  turn.write(record, { ...record, failure: `refund_credited: ${failure}` }, 'refund_credited', facts);
  return answer(record, false);
}

/** Another attempt at the refund, after a pause that grows; in the end the payer gets credits. */
export function sentLater(turn: Turn, record: UsageRecord, attempt: Attempt): Outcome {
  keep(turn, attempt);
  const { bounds } = turn.books;
  const tries = ((attempt.details['tries'] ?? 0) as number) + 1;
  if (tries >= bounds.settlementTries) return credited(turn, record, attempt);
  const refundId = turn.newName('refundId');
  keep(turn, {
    ...attempt,
    attemptId: refundId,
    state: 'created',
    details: { ...attempt.details, tries },
    dueAt: turn.now + bounds.retryAfterMs * 2 ** (tries - 1),
    checks: 0,
    lease: 0,
    failure: null,
  });
  return { ...answer(record, false), refundId };
}
