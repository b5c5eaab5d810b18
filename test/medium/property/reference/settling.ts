import type {
  RefundCommand,
  SettledOutsideCommand,
  SettlePaymentCommand,
} from '../../../../src/domain/commands.js';
import type { Outcome, RecordOutcome } from '../../../../src/domain/outcomes.js';
import { nameOf, type Attempt, type Terms, type UsageRecord } from './books.js';
import { chargeAnswer, pay } from './charging.js';
import { exact, leftOf, NOTHING, textOf } from './exact.js';
import { payerHere } from './payer.js';
import { uncountUsage } from './quotas.js';
import { brokenRule, refusalOf, refused, type Turn } from './turn.js';

const OWN_TRANSACTION = 'txn_';

/** What the payment service said. Its first definite word counts; every later one changes nothing. */
export function settlePayment(turn: Turn<SettlePaymentCommand>): Outcome {
  const { billingId, attemptId, outcome } = turn.command;
  const record = turn.record(billingId);
  const attempt = turn.books.attempts.get(attemptId);
  if (!record || attempt?.billingId !== billingId) return refused('billing_record_not_found');
  if (attempt.state !== 'created' && attempt.state !== 'unknown') {
    const told = turn.command.leaseNumber === null && outcome.status === 'declined' ? outcome : null;
    const arrived = attempt.kind === 'payment_refund' && attempt.state === 'succeeded';
    // The bank has sent it back: as if it had never had a way.
    if (!arrived || told?.code !== 'no_route_back') return answer(record, false);
    return credited(turn, record, { ...attempt, state: 'declined', failure: told.reason });
  }
  // Nobody claims anything here: no lease but 0 was ever given.
  if (turn.command.leaseNumber !== null && turn.command.leaseNumber !== 0) return stale(record);
  switch (outcome.status) {
    case 'unknown': {
      const dueAt = turn.now + outcome.nextCheckInMs;
      keep(turn, { ...attempt, state: 'unknown', dueAt, checks: attempt.checks + 1 });
      return answer(record, false);
    }
    case 'succeeded': {
      const settled: Attempt = { ...attempt, state: 'succeeded', transactionId: outcome.transactionId };
      keep(turn, settled);
      // The books gave a refund back when it was decided; it only has to be sent.
      if (attempt.kind === 'payment_refund') return answer(record, false);
      return paid(turn, record, settled, outcome.transactionId);
    }
    case 'declined': {
      const settled: Attempt = { ...attempt, state: 'declined', failure: outcome.reason };
      if (attempt.kind === 'payment_refund' && outcome.code === 'no_route_back') {
        return credited(turn, record, settled);
      }
      keep(turn, settled);
      // The payer has it back already.
      if (attempt.kind === 'payment_refund') return answer(record, false);
      return declined(turn, record, settled, outcome.reason);
    }
    case 'given_up': {
      const settled: Attempt = { ...attempt, state: 'given_up', failure: 'charge_not_confirmed' };
      if (attempt.kind === 'payment_refund') return credited(turn, record, settled);
      keep(turn, settled);
      const refusal = refusalOf('charge_not_confirmed', { billing_method: record.method });
      return failed(turn, record, settled, refusal, refusal.code);
    }
    case 'not_sent': {
      const settled: Attempt = { ...attempt, state: 'not_sent', failure: 'payer_unavailable' };
      if (attempt.kind === 'payment_refund') return sentLater(turn, record, settled);
      keep(turn, settled);
      return waits(turn, record, settled);
    }
  }
}

export function stale(record: UsageRecord): Outcome {
  return { ...answer(record, false), stale: true };
}

/** The money that was on its way back has nowhere to go: the payer has it as credits. */
function credited(turn: Turn, record: UsageRecord, attempt: Attempt): Outcome {
  keep(turn, attempt);
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
  const told: UsageRecord = { ...record, failure: `refund_credited: ${failure}` };
  turn.write(record, told, 'refund_credited', facts);
  return answer(told, false);
}

/** Another attempt at the refund, after a pause that grows; in the end the payer gets credits. */
function sentLater(turn: Turn, record: UsageRecord, attempt: Attempt): Outcome {
  const { bounds } = turn.books;
  const tries = ((attempt.details['tries'] ?? 0) as number) + 1;
  if (tries >= bounds.settlementTries) return credited(turn, record, attempt);
  keep(turn, attempt);
  const refundId = turn.newName('refundId');
  keep(turn, {
    ...attempt,
    attemptId: refundId,
    state: 'created',
    details: { ...attempt.details, tries },
    dueAt: turn.now + bounds.retryAfterMs * 2 ** (tries - 1),
    checks: 0,
    failure: null,
  });
  return { ...answer(record, false), refundId };
}

export function keep(turn: Turn, attempt: Attempt): void {
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

/** Who was not asked for by name is followed by whoever has the money here; cards are not tried one after the other. */
function declined(turn: Turn, before: UsageRecord, attempt: Attempt, reason: string): Outcome {
  const refusal = refusalOf('payment_declined', { reason });
  const terms = attempt.terms as Terms;
  if (terms.wish.method !== null) return failed(turn, before, attempt, refusal, reason);
  const payer = payerHere(turn, before.total, attempt.currency, terms.wish);
  if (payer === null) return failed(turn, before, attempt, refusal, reason);
  const facts = { declined_attempt_id: attempt.attemptId, declined_because: reason };
  const course = { ...terms, answers: attempt, facts };
  const charge = pay(turn, before, { ...before, method: payer.method }, attempt.warnings, course);
  replaceAnswer(turn, attempt, charge);
  return { ...answer({ ...before, status: charge.status }, true), charge };
}

/** Nothing was paid, so nothing was used: quotas and free quantities are as if the charge had never begun. */
function giveBack(turn: Turn, record: UsageRecord): void {
  const { books } = turn;
  uncountUsage(books, record.quotaShares);
  for (const { source, period_start, quantity } of record.lines) {
    if (source === undefined || period_start === undefined) continue;
    const counter = nameOf(turn.account, record.usage.productId, source, period_start);
    books.allowances.set(counter, leftOf(books.allowances.get(counter) ?? NOTHING, exact(quantity)));
  }
}

function failed(
  turn: Turn,
  before: UsageRecord,
  attempt: Attempt,
  refusal: ReturnType<typeof refusalOf>,
  reason: string,
): Outcome {
  giveBack(turn, before);
  const method = (attempt.terms as Terms).wish.method;
  const record: UsageRecord = { ...before, method, status: 'failed', failure: refusal.code, quotaShares: [] };
  turn.write(before, record, 'billing_failed', { attempt_id: attempt.attemptId, reason });
  replaceAnswer(turn, attempt, chargeAnswer(record, turn.wallet(attempt.currency), [], refusal));
  return answer(record, true);
}

/** Nobody could be asked: the usage waits, and is decided from the start when it is due. */
function waits(turn: Turn, before: UsageRecord, attempt: Attempt): Outcome {
  giveBack(turn, before);
  const { bounds } = turn.books;
  const terms = attempt.terms as Terms;
  const tries = terms.tries + 1;
  const isLast = tries >= bounds.settlementTries;
  const failure = 'payer_unavailable';
  const record: UsageRecord = {
    ...before,
    method: terms.wish.method,
    status: isLast ? 'failed' : 'pending',
    failure,
    quotaShares: [],
  };
  const facts = { reason: failure, attempt_id: attempt.attemptId };
  turn.write(before, record, isLast ? 'billing_failed' : 'usage_recorded', facts);
  const refusal = isLast ? refusalOf(failure, { billing_method: before.method }) : null;
  const charge = chargeAnswer(record, null, [], refusal);
  replaceAnswer(turn, attempt, charge);
  if (isLast) return { ...answer(record, true), charge };
  const decisionId = turn.newName('decisionId');
  keep(turn, {
    ...attempt,
    attemptId: decisionId,
    kind: 'decision',
    state: 'created',
    details: {},
    warnings: [],
    terms: { ...terms, tries, declined: [] },
    dueAt: turn.now + bounds.retryAfterMs * 2 ** (tries - 1),
    checks: 0,
    failure: null,
  });
  return { ...answer(record, true), charge, decisionId };
}

/** Who asked for the charge gets its end from now on. */
export function replaceAnswer(turn: Turn, attempt: Attempt, outcome: Outcome): void {
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
    details: { transaction_id: record.paymentTransactionId },
    terms: null,
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

export function answer(
  { billingId, status }: UsageRecord,
  changed: boolean,
  attemptId: string | null = null,
): RecordOutcome {
  return { kind: 'record', billingId, status, changed, attemptId };
}
