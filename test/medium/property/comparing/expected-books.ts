import { nameOf, type Books } from '../reference/books.js';
import type { Attempt, Posting, UsageRecord } from '../reference/rows.js';
import { iso } from '../reference/calendar.js';
import { exactOf, textOf } from '../reference/exact.js';
import { paymentOf } from '../reference/outside.js';
import { statisticsOf } from '../reference/statistics.js';
import { wordless } from './canonical.js';
import { counted, type Tables } from './tables.js';

/** What the tables ought to hold, from the reference's books. */
export function expectedTables(books: Books): Tables {
  return {
    balances: new Map(
      [...books.wallets].map(([name, { walletId, available, credits, overdraft }]) => [
        name,
        {
          wallet_id: walletId,
          available: textOf(available),
          held: '0',
          credits: textOf(credits),
          overdraft_limit: textOf(overdraft),
        },
      ]),
    ),
    records: new Map([...books.records].map(([name, record]) => [name, wordless(recordRow(books, record))])),
    postings: counted(books.postings.map(postingRow)),
    allowances: new Map([...books.allowances].map(([name, used]) => [name, { used: textOf(used) }])),
    quotas: new Map(
      [...books.quotas].map(([name, { used, windowStart, limit, enforcement }]) => [
        name,
        {
          quota_used: textOf(used),
          window_start: iso(windowStart),
          quota_limit: textOf(limit),
          enforcement,
        },
      ]),
    ),
    refusals: new Map(
      [...books.refusals].map(([name, { minute, count }]) => [
        name,
        { refusal_minute: iso(minute), refusal_count: count },
      ]),
    ),
    keys: new Map(
      [...books.keys.values()].map(({ account, operation, key, outcome, billingId }) => [
        nameOf(account, operation, key),
        wordless({ outcome, billing_id: billingId }),
      ]),
    ),
    attempts: attemptsOf(books),
    debts: new Map(
      [...books.debts]
        .filter(([, debt]) => debt !== 0n)
        .map(([name, debt]) => [name, { amount: textOf(debt) }]),
    ),
    ...membershipsOf(books),
    rollups: statisticsOf(books),
  };
}

function recordRow(books: Books, record: UsageRecord) {
  const { usage } = record;
  const payment = paymentOf(books, record);
  return {
    account_id: record.account,
    user_id: usage.userId,
    organization_id: usage.organizationId,
    agent_id: usage.agentId,
    subscription_id: usage.subscriptionId,
    product_id: usage.productId,
    service_type: usage.serviceType,
    usage_amount: textOf(exactOf(usage.usageAmount)),
    unit_price: record.unitPrice === null ? null : textOf(record.unitPrice),
    total_amount: textOf(record.total),
    currency: record.currency,
    billing_method: record.method,
    billing_status: record.status,
    failure_reason: record.failure,
    usage_timestamp: iso(record.usedAt),
    price_id: record.priceId,
    charge_lines: record.lines.length === 0 ? null : record.lines,
    quota_uses: record.quotaShares.length === 0 ? null : record.quotaShares,
    refunded_amount: textOf(record.refunded),
    wallet_transaction_id: record.walletTransactionId,
    payment_transaction_id: record.paymentTransactionId,
    taken_amount: payment === 0n || payment === record.total ? null : textOf(payment),
    created_at: iso(record.createdAt),
  };
}

function postingRow(posting: Posting) {
  return {
    transaction_id: posting.transactionId,
    account_id: posting.account,
    currency: posting.currency,
    source: posting.source,
    destination: posting.destination,
    amount: textOf(posting.amount),
    operation: posting.operation,
    billing_id: posting.billingId,
    balance_after: posting.balanceAfter === null ? null : textOf(posting.balanceAfter),
    reference_id: posting.referenceId,
    description: posting.description,
    metadata: posting.metadata,
    created_at: iso(posting.createdAt),
  };
}

function termsOf({ terms, warnings }: Attempt): object {
  if (terms === null) return {};
  const { wish, tries, declined } = terms;
  return {
    quota_warnings: warnings,
    tries,
    ...(declined.length > 0 ? { declined } : {}),
    wish: { method: wish.method, payment_method_id: wish.paymentMethodId, forced: wish.forced },
  };
}

function attemptsOf(books: Books): ReadonlyMap<string, unknown> {
  return new Map(
    [...books.attempts.values()].map((attempt) => [
      attempt.attemptId,
      wordless({
        account_id: attempt.account,
        kind: attempt.kind,
        billing_id: attempt.billingId,
        state: attempt.state,
        currency: attempt.currency,
        amount: textOf(attempt.amount),
        details: attempt.terms === null ? attempt.details : { ...attempt.details, ...termsOf(attempt) },
        operation: attempt.operation,
        key: attempt.key,
        due_at: iso(attempt.dueAt),
        checks: attempt.checks,
        lease_number: attempt.lease,
        transaction_id: attempt.transactionId,
        failure_reason: attempt.failure,
      }),
    ]),
  );
}

function membershipsOf(books: Books): Tables {
  return {
    subscriptions: new Map(
      [...books.subscriptions.values()].map((subscription) => [
        subscription.subscriptionId,
        wordless({
          account_id: subscription.account,
          user_id: subscription.userId,
          plan_id: subscription.planId,
          status: 'active',
          billing_cycle: subscription.cycle,
          anchor_at: iso(subscription.anchor),
          included_products: subscription.included.map(({ productId, quantity }) => ({
            product_id: productId,
            included_amount: textOf(quantity),
          })),
        }),
      ]),
    ),
    cards: new Map(
      [...books.cards.values()].map(({ paymentMethodId, account, token, removed }) => [
        paymentMethodId,
        { account_id: account, token, removed },
      ]),
    ),
  };
}
