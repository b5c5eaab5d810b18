import type { ChargeCommand, ProcessCommand } from '../../../../src/domain/commands.js';
import type { ChargeOutcome, Outcome, QuotaWarning } from '../../../../src/domain/outcomes.js';
import { type Terms, type UsageRecord, type Wallet } from './books.js';
import { iso } from './calendar.js';
import { NOTHING, textOf } from './exact.js';
import { payerOf, type Payer, type Wish } from './payer.js';
import { countUsage, quotaRefusal } from './quotas.js';
import { billOf, priceAt } from './rating.js';
import { brokenRule, refused, type refusalOf, type Turn } from './turn.js';

const FIVE_MINUTES_MS = 5 * 60 * 1000;
const MINUTE_MS = 60 * 1000;

type Refusal = ReturnType<typeof refusalOf>;

/** A usage event is recorded once, whatever becomes of it. */
export function charge(turn: Turn<ChargeCommand>, found: Outcome): Outcome {
  const { usage, method, paymentMethodId } = turn.command;
  const fresh: UsageRecord = {
    billingId: '',
    account: turn.account,
    usage,
    usedAt: usage.usageTimestamp ?? turn.now,
    unitPrice: null,
    total: NOTHING,
    currency: null,
    method,
    status: 'pending',
    failure: null,
    priceId: null,
    lines: [],
    quotaShares: [],
    refunded: NOTHING,
    refundedAt: null,
    walletTransactionId: null,
    paymentTransactionId: null,
    createdAt: turn.now,
  };
  return decide(turn, null, fresh, startOf({ method, paymentMethodId, forced: false }), found);
}

/** A record that is still owed is decided as if it came now, at the price of its own time. */
export function process(turn: Turn<ProcessCommand>, found: Outcome): Outcome {
  const { billingId, method, paymentMethodId, forceCharge } = turn.command;
  const record = turn.record(billingId);
  if (!record) return refused('billing_record_not_found');
  if (record.status !== 'pending' && record.status !== 'failed') {
    return refused('billing_already_processed', { billing_id: billingId, billing_status: record.status });
  }
  const wish = { method: method ?? record.method, paymentMethodId, forced: forceCharge };
  return decide(turn, record, record, startOf(wish), found);
}

/** How a charge came to be decided: what is wished, and what was tried for it before. */
export interface Course extends Terms {
  /** Who is answered in the end; null: this command itself. */
  readonly answers: { readonly operation: string; readonly key: string } | null;
  readonly facts: Readonly<Record<string, unknown>>;
}

function startOf(wish: Wish): Course {
  return { wish, tries: 0, declined: [], answers: null, facts: {} };
}

export function decide(
  turn: Turn,
  before: UsageRecord | null,
  record: UsageRecord,
  course: Course,
  found: Outcome,
): Outcome {
  const { wish } = course;
  const { books, account, now } = turn;
  const { usage, usedAt } = record;
  if (usedAt > now + FIVE_MINUTES_MS) return untraced(brokenRule('usage_timestamp', 'not_in_future'));
  if (usage.subscriptionId !== null && books.subscriptions.get(usage.subscriptionId)?.account !== account) {
    return untraced(brokenRule('subscription_id', 'subscription_of_payer'));
  }
  const price = priceAt(books, usage.productId, usedAt);
  if (!price) return unpriced(turn, before, record, course);
  const bill = billOf(books, account, usage, price, usedAt);
  if ('code' in bill) return untraced(bill);

  const priced: UsageRecord = {
    ...record,
    unitPrice: bill.unitPrice,
    total: bill.total,
    currency: price.currency,
    priceId: price.priceId,
    lines: bill.lines,
    method: wish.method,
  };
  const noRoom = quotaRefusal(books, usage, now, found);
  if (noRoom) return unpaid(turn, before, priced, noRoom, course);
  const payer = payerOf(turn, bill.total, price.currency, wish);
  if ('code' in payer) return unpaid(turn, before, priced, payer, course);

  const { shares, warnings } = countUsage(books, usage, now);
  for (const { counter, quantity } of bill.draws) {
    books.allowances.set(counter, (books.allowances.get(counter) ?? NOTHING) + quantity);
  }
  const owed = { ...priced, method: payer.method, failure: null, quotaShares: shares };
  return payer.card
    ? begin(turn, before, owed, payer, warnings, course)
    : pay(turn, before, owed, warnings, course);
}

function untraced(refusal: Refusal): Outcome {
  return { kind: 'refused', refusal };
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
  return chargeAnswer(record, turn.wallet(currency), warnings, null);
}

/** A card: the payment service is asked afterwards, and an attempt says so. */
function begin(
  turn: Turn,
  before: UsageRecord | null,
  owed: UsageRecord,
  { card }: Payer,
  warnings: QuotaWarning[],
  { answers, facts, ...terms }: Course,
): Outcome {
  const record: UsageRecord = { ...owed, billingId: nameFor(turn, before), status: 'processing' };
  const attemptId = turn.newName('attemptId');
  turn.books.attempts.set(attemptId, {
    attemptId,
    account: turn.account,
    kind: 'payment',
    billingId: record.billingId,
    state: 'created',
    currency: record.currency as string,
    amount: record.total,
    details: { token: card?.token, payment_method_id: card?.paymentMethodId },
    warnings,
    terms,
    operation: answers?.operation ?? turn.command.type,
    key: answers?.key ?? turn.key,
    dueAt: turn.now + turn.books.bounds.takeoverAfterMs,
    checks: 0,
    transactionId: null,
    failure: null,
  });
  turn.write(before, record, 'usage_recorded', { attempt_id: attemptId, ...facts });
  return chargeAnswer(record, turn.wallet(record.currency as string), warnings, null, attemptId);
}

function unpriced(turn: Turn, before: UsageRecord | null, record: UsageRecord, { facts }: Course): Outcome {
  const refusal = {
    code: 'usage_not_priced',
    message: '',
    facts: { product_id: record.usage.productId },
  } as const;
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
  return chargeAnswer(kept, null, [], refusal);
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
  return chargeAnswer(kept, turn.wallet(kept.currency as string), [], refusal);
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

function nameFor(turn: Turn, before: UsageRecord | null): string {
  return before ? before.billingId : turn.newName('billingId');
}

export function chargeAnswer(
  record: UsageRecord,
  wallet: Wallet | null,
  quotaWarnings: readonly QuotaWarning[],
  refusal: Refusal | null,
  attemptId: string | null = null,
): ChargeOutcome {
  const charged = record.status === 'completed' || record.status === 'processing';
  return {
    kind: 'charge',
    billingId: record.billingId,
    status: record.status,
    amount: charged ? textOf(record.total) : '0',
    currency: record.currency,
    method: record.method,
    walletBalance: wallet?.walletId ? textOf(wallet.available) : null,
    creditBalance: wallet ? textOf(wallet.credits) : null,
    walletTransactionId: record.walletTransactionId,
    paymentTransactionId: record.paymentTransactionId,
    attemptId,
    quotaWarnings,
    refusal,
  };
}
