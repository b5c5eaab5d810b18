import type { ChargeCommand, ProcessCommand } from '../../../../src/domain/commands.js';
import type { Outcome } from '../../../../src/domain/outcomes.js';
import type { UsageRecord } from './rows.js';
import { begin } from './beginning.js';
import { NOTHING } from './exact.js';
import { payerOf, type Wish } from './payer.js';
import { countUsage, quotaRefusal } from './quotas.js';
import { billOf, priceAt } from './rating.js';
import { pay, unpaid, unpriced, wait, type Course } from './recording.js';
import { brokenRule, refused, type refusalOf, type Turn } from './turn.js';

const FIVE_MINUTES_MS = 5 * 60 * 1000;

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
  const payer = payerOf(turn, { total: bill.total, currency: price.currency }, wish);
  if ('code' in payer) {
    const isAway = payer.code === 'payer_unavailable';
    return isAway ? wait(turn, before, priced, course).charge : unpaid(turn, before, priced, payer, course);
  }

  const { shares, warnings } = countUsage(books, usage, now);
  for (const { counter, quantity } of bill.draws) {
    books.allowances.set(counter, (books.allowances.get(counter) ?? NOTHING) + quantity);
  }
  const owed = { ...priced, method: payer.method, failure: null, quotaShares: shares };
  return payer.outside
    ? begin(turn, before, owed, payer, warnings, course)
    : pay(turn, before, owed, warnings, course);
}

function untraced(refusal: ReturnType<typeof refusalOf>): Outcome {
  return { kind: 'refused', refusal };
}
