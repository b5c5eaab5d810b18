import type { Balance, Posting } from '../../domain/ledger.js';
import type { Quota } from '../../domain/quota.js';
import type { BillingRecord } from '../../domain/record.js';
import type { RollupDelta } from '../../domain/rollup.js';
import type { Attempt } from '../../domain/state.js';
import type { AccountWork } from './batch-state.js';
import { json, numeric, numericOrNull, timestamp, type Picks } from './columns.js';
import type { BalanceRef, WriteSet } from './write-set.js';

/**
 * For each statement of `write.sql.ts` the values of its arrays, in the order of its `unnest`.
 */

export const RECORD: Picks<BillingRecord> = [
  (r) => r.billingId,
  (r) => r.accountId,
  (r) => r.usage.userId,
  (r) => r.usage.organizationId,
  (r) => r.usage.agentId,
  (r) => r.usage.subscriptionId,
  (r) => r.usage.sessionId,
  (r) => r.usage.requestId,
  (r) => r.usage.productId,
  (r) => r.usage.serviceType,
  (r) => r.model,
  (r) => numeric(r.usage.usageAmount),
  (r) => numericOrNull(r.unitPrice),
  (r) => numeric(r.total),
  (r) => r.currency,
  (r) => r.method,
  (r) => r.status,
  (r) => r.failureReason,
  (r) => timestamp(r.usage.usageTimestamp),
  (r) => json(r.usage.usageDetails),
  (r) => r.priceId,
  (r) => jsonUnlessEmpty(r.lines),
  (r) => jsonUnlessEmpty(r.quotaUses),
  (r) => numeric(r.refunded),
  (r) => r.walletTransactionId,
  (r) => r.paymentTransactionId,
];

export const POSTING: Picks<Posting> = [
  (p) => p.accountId,
  (p) => p.postingId,
  (p) => p.currency,
  (p) => p.source,
  (p) => p.destination,
  (p) => numeric(p.amount),
  (p) => p.operation,
  (p) => p.billingId,
  (p) => numericOrNull(p.balanceAfter),
  (p) => p.referenceId,
  (p) => p.description,
  (p) => json(p.metadata),
];

export const BALANCE: Picks<Balance & BalanceRef> = [
  (b) => b.accountId,
  (b) => b.currency,
  (b) => b.walletId,
  (b) => numeric(b.available),
  (b) => numeric(b.held),
  (b) => numeric(b.credits),
  (b) => numeric(b.overdraftLimit),
];

export const QUOTA: Picks<Quota> = [
  (q) => q.quotaId,
  (q) => q.scope,
  (q) => q.scopeId,
  (q) => q.serviceType,
  (q) => q.productId ?? '',
  (q) => numeric(q.limit),
  (q) => numeric(q.used),
  (q) => q.period,
  (q) => timestamp(q.windowStart),
  (q) => q.enforcement,
];

type RowOf<List> = List extends readonly (infer Row)[]
  ? Row
  : List extends Map<string, infer Row>
    ? Row
    : never;

export const ALLOWANCE: Picks<RowOf<WriteSet['allowances']>> = [
  (a) => a.accountId,
  (a) => a.productId,
  (a) => a.source,
  (a) => timestamp(a.periodStart),
  (a) => numeric(a.used),
];

export const ACCOUNT: Picks<AccountWork> = [
  (a) => a.accountId,
  (a) => a.hasSubscriptions,
  (a) => a.hasPaymentMethods,
  (a) => (a.refusals.minute === 0 ? null : timestamp(a.refusals.minute)),
  (a) => a.refusals.count,
];

export const SUBSCRIPTION: Picks<RowOf<WriteSet['subscriptions']>> = [
  (u) => u.accountId,
  (u) => u.subscriptionId,
  (u) => u.userId,
  (u) => u.organizationId,
  (u) => u.planId,
  (u) => u.planTier,
  (u) => u.status,
  (u) => u.billingCycle,
  (u) => timestamp(u.anchorAt),
  (u) =>
    json(
      u.includedProducts.map((product) => ({
        product_id: product.productId,
        included_amount: numeric(product.includedAmount),
      })),
    ),
  (u) => json(u.metadata),
];

export const NEW_PAYMENT_METHOD: Picks<RowOf<WriteSet['newPaymentMethods']>> = [
  (m) => m.accountId,
  (m) => m.paymentMethodId,
  (m) => m.token,
];

export const REMOVED_PAYMENT_METHOD: Picks<RowOf<WriteSet['removedPaymentMethods']>> = [
  (m) => m.accountId,
  (m) => m.paymentMethodId,
];

export const ATTEMPT: Picks<Attempt & RowOf<WriteSet['attempts']>> = [
  (a) => a.attemptId,
  (a) => a.accountId,
  (a) => a.kind,
  (a) => a.billingId,
  (a) => a.state,
  (a) => a.currency,
  (a) => numeric(a.amount),
  (a) => json(a.details),
  (a) => a.operation,
  (a) => a.key,
  (a) => timestamp(a.dueAt),
  (a) => a.checks,
  (a) => a.transactionId,
  (a) => a.failureReason,
];

export const KEY: Picks<RowOf<WriteSet['keys']>> = [
  (k) => k.accountId,
  (k) => k.operation,
  (k) => k.key,
  (k) => k.fingerprint,
  (k) => json(k.outcome),
  (k) => k.billingId,
];

export const FINAL_ANSWER: Picks<RowOf<WriteSet['finalAnswers']>> = [
  (a) => a.accountId,
  (a) => a.operation,
  (a) => a.key,
  (a) => json(a.outcome),
];

export const ROLLUP: Picks<RollupDelta> = [
  (r) => r.accountId,
  (r) => timestamp(r.usageHour),
  (r) => r.userId,
  (r) => r.organizationId,
  (r) => r.agentId,
  (r) => r.productId,
  (r) => r.serviceType,
  (r) => r.model,
  (r) => r.method,
  (r) => r.status,
  (r) => r.currency,
  (r) => r.count,
  (r) => numeric(r.quantity),
  (r) => numeric(r.charged),
  (r) => numeric(r.refunded),
  (r) => numeric(r.costFailed),
  (r) => numeric(r.costPending),
];

export const EVENT: Picks<RowOf<WriteSet['events']>> = [
  (e) => e.type,
  (e) => e.accountId,
  (e) => e.billingId,
  (e) => json(e.payload),
];

function jsonUnlessEmpty(list: readonly unknown[]): string | null {
  return list.length === 0 ? null : json(list);
}
