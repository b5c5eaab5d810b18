import type { ChargeOutcome, Outcome, QuotaWarning } from '../../../../src/domain/outcomes.js';
import type { Attempt, Terms, UsageRecord, Wallet } from './rows.js';
import { iso } from './calendar.js';
import { NOTHING, textOf } from './exact.js';
import { refusalOf, refused, type Turn } from './turn.js';

const MINUTE_MS = 60 * 1000;

type Refusal = ReturnType<typeof refusalOf>;

/** How a charge came to be decided: what is wished, and what was tried for it before. */
export interface Course extends Terms {
  /** Who is answered in the end; null: this command itself. */
  readonly answers: { readonly operation: string; readonly key: string } | null;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The payer has the money here: it moves at once. */
export function pay(
  turn: Turn,
  before: UsageRecord | null,
  owed: UsageRecord,
  warnings: readonly QuotaWarning[],
  course: Course,
): ChargeOutcome {
  const billingId = nameFor(turn, before);
  const currency = owed.currency as string;
  const place = { wallet_deduction: 'available', credit_consumption: 'credits' }[owed.method as string];
  const walletTransactionId = place === 'available' ? turn.newName('walletTransactionId') : null;
  if (place) {
    turn.post({
      currency,
      source: place,
      destination: 'revenue',
      amount: owed.total,
      operation: turn.command.type,
      billingId,
      transactionId: walletTransactionId,
    });
  }
  const record: UsageRecord = { ...owed, billingId, status: 'completed', walletTransactionId };
  turn.write(before, record, 'billing_processed', course.facts);
  return chargeAnswer(turn, record, turn.wallet(currency), warnings, null);
}

/** Who has the money is not here: it is earned without having been in a balance. */
export function fromOutside(turn: Turn, record: UsageRecord, referenceId: string | null): void {
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

export function unpriced(
  turn: Turn,
  before: UsageRecord | null,
  record: UsageRecord,
  { facts }: Course,
): Outcome {
  const refusal = refusalOf('usage_not_priced', { product_id: record.usage.productId });
  const tooMany = countRefusal(turn, before, refusal);
  if (tooMany) return tooMany;
  const kept: UsageRecord = {
    ...record,
    billingId: nameFor(turn, before),
    unitPrice: null,
    total: NOTHING,
    currency: null,
    priceId: null,
    lines: [],
    quotaShares: [],
    status: 'pending',
    failure: refusal.code,
  };
  turn.write(before, kept, 'usage_recorded', { reason: refusal.code, ...facts });
  return chargeAnswer(turn, kept, null, [], refusal);
}

export function unpaid(
  turn: Turn,
  before: UsageRecord | null,
  priced: UsageRecord,
  refusal: Refusal,
  { facts }: Course,
): Outcome {
  const tooMany = countRefusal(turn, before, refusal);
  if (tooMany) return tooMany;
  const kept: UsageRecord = {
    ...priced,
    billingId: nameFor(turn, before),
    quotaShares: [],
    status: 'failed',
    failure: refusal.code,
  };
  const type = refusal.code === 'quota_exceeded' ? 'quota_exceeded' : 'billing_failed';
  turn.write(before, kept, type, { reason: refusal.code, ...facts });
  return chargeAnswer(turn, kept, turn.wallet(kept.currency as string), [], refusal);
}

/**
 * Nobody could be asked: the usage waits, and is decided from the start when an attempt of its own is due. When that
 * was so often enough, it has failed.
 */
export function wait(
  turn: Turn,
  before: UsageRecord | null,
  owed: UsageRecord,
  { wish, tries: triesBefore, answers, facts }: Course,
): { readonly charge: ChargeOutcome; readonly decisionId: string | null } {
  const { bounds } = turn.books;
  const tries = triesBefore + 1;
  const isLast = tries >= bounds.settlementTries;
  const failure = 'payer_unavailable';
  const record: UsageRecord = {
    ...owed,
    billingId: nameFor(turn, before),
    method: wish.method,
    status: isLast ? 'failed' : 'pending',
    failure,
    quotaShares: [],
  };
  turn.write(before, record, isLast ? 'billing_failed' : 'usage_recorded', { reason: failure, ...facts });
  const refusal = isLast ? refusalOf(failure, { billing_method: owed.method }) : null;
  const charge = chargeAnswer(turn, record, null, [], refusal);
  if (isLast) return { charge, decisionId: null };
  const decisionId = turn.newName('decisionId');
  const decision: Attempt = {
    attemptId: decisionId,
    account: turn.account,
    kind: 'decision',
    billingId: record.billingId,
    state: 'created',
    currency: record.currency as string,
    amount: record.total,
    details: {},
    warnings: [],
    terms: { wish, tries, declined: [] },
    operation: answers?.operation ?? turn.command.type,
    key: answers?.key ?? turn.key,
    dueAt: turn.now + bounds.retryAfterMs * 2 ** (tries - 1),
    checks: 0,
    lease: 0,
    transactionId: null,
    failure: null,
  };
  turn.books.attempts.set(decisionId, decision);
  return { charge, decisionId };
}

/** New usage that is refused is kept so many times a minute and account. */
function countRefusal(turn: Turn, before: UsageRecord | null, { code }: Refusal): Outcome | null {
  if (before) return null;
  const { books, account, now } = turn;
  const minute = now - (now % MINUTE_MS);
  const last = books.refusals.get(account);
  const count = last?.minute === minute ? last.count + 1 : 1;
  const limit = books.bounds.refusalsPerMinute;
  if (count > limit) {
    return refused('too_many_refusals', { limit, reset_at: iso(minute + MINUTE_MS), refused_as: code });
  }
  books.refusals.set(account, { minute, count });
  return null;
}

export function nameFor(turn: Turn, before: UsageRecord | null): string {
  return before ? before.billingId : turn.newName('billingId');
}

export function chargeAnswer(
  turn: Turn,
  record: UsageRecord,
  wallet: Wallet | null,
  quotaWarnings: readonly QuotaWarning[],
  refusal: Refusal | null,
  rest: { readonly attemptId?: string | null; readonly left?: bigint | null } = {},
): ChargeOutcome {
  const charged = record.status === 'completed' || record.status === 'processing';
  return {
    kind: 'charge',
    billingId: record.billingId,
    status: record.status,
    amount: charged ? textOf(record.total) : '0',
    currency: record.currency,
    method: record.method,
    ...balancesTold(turn, record, wallet, rest.left ?? null),
    walletTransactionId: record.walletTransactionId,
    paymentTransactionId: record.paymentTransactionId,
    attemptId: rest.attemptId ?? null,
    quotaWarnings,
    refusal,
  };
}

/** Of what somebody else keeps only he can tell, and only when he has just been paid by. */
function balancesTold(
  turn: Turn,
  { method }: UsageRecord,
  wallet: Wallet | null,
  left: bigint | null,
): Pick<ChargeOutcome, 'walletBalance' | 'creditBalance'> {
  const { outside } = turn.books.standing;
  const here = {
    wallet_deduction: wallet?.walletId ? wallet.available : null,
    credit_consumption: wallet ? wallet.credits : null,
  };
  const told = (of: 'wallet_deduction' | 'credit_consumption', beside: bigint): string | null => {
    const known = outside.has(of) ? (method === of && left !== null ? left + beside : null) : here[of];
    return known === null ? null : textOf(known);
  };
  return {
    walletBalance: told('wallet_deduction', NOTHING),
    creditBalance: told('credit_consumption', wallet?.credits ?? NOTHING),
  };
}
