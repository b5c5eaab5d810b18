import type {
  RefundCommand,
  SettledOutsideCommand,
  SettlePaymentCommand,
} from '../../../../src/domain/commands.js';
import type { Outcome, RecordOutcome } from '../../../../src/domain/outcomes.js';
import { nameOf, type Attempt, type UsageRecord } from './books.js';
import { chargeAnswer } from './charging.js';
import { exact, leftOf, NOTHING, textOf } from './exact.js';
import { uncountUsage } from './quotas.js';
import { brokenRule, refusalOf, refused, type Turn } from './turn.js';

const OWN_TRANSACTION = 'txn_';

/** What the payment service said. Its first definite word counts; every later one changes nothing. */
export function settlePayment(turn: Turn<SettlePaymentCommand>): Outcome {
  const { billingId, attemptId, outcome } = turn.command;
  const record = turn.record(billingId);
  const attempt = turn.books.attempts.get(attemptId);
  if (!record || attempt?.billingId !== billingId) return refused('billing_record_not_found');
  if (attempt.state === 'succeeded' || attempt.state === 'declined') return answer(record, false);
  if (outcome.status === 'unknown') {
    const dueAt = turn.now + outcome.nextCheckInMs;
    keep(turn, { ...attempt, state: 'unknown', dueAt, checks: attempt.checks + 1 });
    return answer(record, false);
  }
  const settled: Attempt =
    outcome.status === 'succeeded'
      ? { ...attempt, state: 'succeeded', transactionId: outcome.transactionId }
      : { ...attempt, state: 'declined', failure: outcome.reason };
  // The books gave a refund back when it was decided; its card refund only has to be sent.
  if (attempt.kind === 'payment_refund') {
    keep(turn, settled);
    return answer(record, false);
  }
  keep(turn, settled);
  return outcome.status === 'succeeded'
    ? paid(turn, record, settled, outcome.transactionId)
    : declined(turn, record, settled, outcome.reason);
}

function keep(turn: Turn, attempt: Attempt): void {
  turn.books.attempts.set(attempt.attemptId, attempt);
}

function paid(turn: Turn, before: UsageRecord, attempt: Attempt, transactionId: string): Outcome {
  const record: UsageRecord = { ...before, status: 'completed', paymentTransactionId: transactionId };
  fromOutside(turn, record, transactionId);
  turn.write(before, record, 'payment_completed', { attempt_id: attempt.attemptId });
  const wallet = turn.wallet(attempt.currency);
  replaceAnswer(turn, attempt, chargeAnswer(record, wallet, attempt.warnings, null));
  return answer(record, true);
}

/** Nothing was paid, so nothing was used: quotas and free quantities are as if the charge had never begun. */
function declined(turn: Turn, before: UsageRecord, attempt: Attempt, reason: string): Outcome {
  const { books } = turn;
  uncountUsage(books, before.quotaShares);
  for (const { source, period_start, quantity } of before.lines) {
    if (source === undefined || period_start === undefined) continue;
    const counter = nameOf(turn.account, before.usage.productId, source, period_start);
    books.allowances.set(counter, leftOf(books.allowances.get(counter) ?? NOTHING, exact(quantity)));
  }
  const refusal = refusalOf('payment_declined', { reason });
  const record: UsageRecord = { ...before, status: 'failed', failure: refusal.code, quotaShares: [] };
  turn.write(before, record, 'billing_failed', { attempt_id: attempt.attemptId, reason });
  replaceAnswer(turn, attempt, chargeAnswer(record, turn.wallet(attempt.currency), [], refusal));
  return answer(record, true);
}

/** Who asked for the charge gets its end from now on. */
function replaceAnswer(turn: Turn, attempt: Attempt, outcome: Outcome): void {
  const name = nameOf(turn.account, attempt.operation, attempt.key);
  const entry = turn.books.keys.get(name);
  if (entry) turn.books.keys.set(name, { ...entry, outcome });
}

/** An owed record was paid in another system, which names the payment. */
export function settledOutside(turn: Turn<SettledOutsideCommand>): Outcome {
  const { billingId, walletTransactionId, paymentTransactionId } = turn.command;
  const before = turn.record(billingId);
  if (!before) return refused('billing_record_not_found');
  if (before.status === 'completed') return answer(before, false);
  const owed = before.status === 'pending' || before.status === 'failed';
  if (!owed || before.currency === null) {
    const facts = { billing_id: billingId, from: before.status, to: 'completed' };
    return refused('invalid_status_transition', facts);
  }
  if (walletTransactionId?.startsWith(OWN_TRANSACTION)) {
    return { kind: 'refused', refusal: brokenRule('wallet_transaction_id', 'outside_id') };
  }
  const record: UsageRecord = {
    ...before,
    status: 'completed',
    failure: null,
    method: walletTransactionId === null ? 'payment_charge' : 'wallet_deduction',
    walletTransactionId,
    paymentTransactionId,
  };
  const reference = paymentTransactionId ?? walletTransactionId;
  for (const { source, period_start, quantity } of before.lines) {
    if (source === undefined || period_start === undefined) continue;
    const counter = nameOf(turn.account, before.usage.productId, source, period_start);
    turn.books.allowances.set(counter, (turn.books.allowances.get(counter) ?? NOTHING) + exact(quantity));
  }
  if (record.total > 0n) fromOutside(turn, record, reference);
  turn.write(before, record, 'billing_processed', { settled_outside: reference });
  return answer(record, true);
}

function fromOutside(turn: Turn, record: UsageRecord, referenceId: string | null): void {
  turn.post({
    currency: record.currency as string,
    source: 'external',
    destination: 'revenue',
    amount: record.total,
    operation: turn.command.type,
    billingId: record.billingId,
    referenceId,
  });
}

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
  turn.write(before, record, 'refund_issued', { refunded: textOf(total), reason });
  if (total === 0n) return answer(record, true);
  const referenceId = before.walletTransactionId ?? before.paymentTransactionId;
  turn.post({
    currency: before.currency as string,
    source: 'refunds',
    destination: whereItCameFrom(before),
    amount: total,
    operation: 'refund',
    billingId,
    referenceId,
  });
  return answer(record, true, before.paymentTransactionId === null ? null : cardRefund(turn, before));
}

function whereItCameFrom({ method, walletTransactionId }: UsageRecord): string {
  if (method === 'credit_consumption') return 'credits';
  if (method === 'wallet_deduction' && walletTransactionId?.startsWith(OWN_TRANSACTION)) return 'available';
  return 'external';
}

function cardRefund(turn: Turn, record: UsageRecord): string {
  const attemptId = turn.newName('attemptId');
  keep(turn, {
    attemptId,
    account: turn.account,
    kind: 'payment_refund',
    billingId: record.billingId,
    state: 'created',
    currency: record.currency as string,
    amount: record.total,
    details: { payment_transaction_id: record.paymentTransactionId },
    warnings: [],
    operation: 'refund',
    key: turn.key,
    dueAt: turn.now + turn.books.bounds.takeoverAfterMs,
    checks: 0,
    transactionId: null,
    failure: null,
  });
  return attemptId;
}

function answer(
  { billingId, status }: UsageRecord,
  changed: boolean,
  attemptId: string | null = null,
): RecordOutcome {
  return { kind: 'record', billingId, status, changed, attemptId };
}
