import type { Balance, Posting } from '../../domain/ledger.js';
import type { Quota } from '../../domain/quota.js';
import type { BillingRecord } from '../../domain/record.js';
import type { RollupDelta } from '../../domain/rollup.js';
import type { Attempt } from '../../domain/state.js';
import type { AccountWork } from './account-work.js';
import {
  bigint,
  boolean,
  bytea,
  integer,
  json,
  jsonb,
  numeric,
  numericText,
  text,
  timestamptz,
  uuid,
  type Columns,
} from './columns.js';
import type { BalanceRef, WriteSet } from './write-set.js';

/**
 * For each statement of `write.sql.ts` the values of its arrays, in the order of its `unnest`.
 */

export const RECORD: Columns<BillingRecord> = [
  text((r) => r.billingId),
  text((r) => r.accountId),
  text((r) => r.usage.userId),
  text((r) => r.usage.organizationId),
  text((r) => r.usage.agentId),
  text((r) => r.usage.subscriptionId),
  text((r) => r.usage.sessionId),
  text((r) => r.usage.requestId),
  text((r) => r.usage.productId),
  text((r) => r.usage.serviceType),
  text((r) => r.model),
  numeric((r) => r.usage.usageAmount),
  numeric((r) => r.unitPrice),
  numeric((r) => r.total),
  text((r) => r.currency),
  text((r) => r.method),
  text((r) => r.status),
  text((r) => r.failureReason),
  timestamptz((r) => r.usage.usageTimestamp),
  jsonb((r) => r.usage.usageDetails),
  text((r) => r.priceId),
  jsonb((r) => unlessEmpty(r.lines)),
  jsonb((r) => unlessEmpty(r.quotaUses)),
  numeric((r) => r.refunded),
  text((r) => r.walletTransactionId),
  text((r) => r.paymentTransactionId),
];

export const CHANGED_RECORD: Columns<BillingRecord> = [...RECORD, numeric((r) => r.taken)];

export const POSTING: Columns<Posting> = [
  text((p) => p.accountId),
  uuid((p) => p.postingId),
  text((p) => p.currency),
  text((p) => p.source),
  text((p) => p.destination),
  numeric((p) => p.amount),
  text((p) => p.operation),
  text((p) => p.billingId),
  numeric((p) => p.balanceAfter),
  text((p) => p.referenceId),
  text((p) => p.description),
  jsonb((p) => p.metadata),
];

export const BALANCE: Columns<Balance & BalanceRef> = [
  text((b) => b.accountId),
  text((b) => b.currency),
  text((b) => b.walletId),
  numeric((b) => b.available),
  numeric((b) => b.held),
  numeric((b) => b.credits),
  numeric((b) => b.overdraftLimit),
];

export const QUOTA: Columns<Quota> = [
  text((q) => q.quotaId),
  text((q) => q.scope),
  text((q) => q.scopeId),
  text((q) => q.serviceType),
  text((q) => q.productId ?? ''),
  numeric((q) => q.limit),
  numeric((q) => q.used),
  text((q) => q.period),
  timestamptz((q) => q.windowStart),
  text((q) => q.enforcement),
];

type RowOf<List> = List extends readonly (infer Row)[]
  ? Row
  : List extends Map<string, infer Row>
    ? Row
    : never;

export const ALLOWANCE: Columns<RowOf<WriteSet['allowances']>> = [
  text((a) => a.accountId),
  text((a) => a.productId),
  text((a) => a.source),
  timestamptz((a) => a.periodStart),
  numeric((a) => a.used),
];

export const CARRIED: Columns<RowOf<WriteSet['carried']>> = [
  text((c) => c.accountId),
  text((c) => c.method),
  text((c) => c.currency),
  numeric((c) => c.amount),
];

export const ACCOUNT: Columns<AccountWork> = [
  text((a) => a.accountId),
  boolean((a) => a.hasSubscriptions),
  boolean((a) => a.hasPaymentMethods),
  timestamptz((a) => (a.refusals.minute === 0 ? null : a.refusals.minute)),
  integer((a) => a.refusals.count),
];

export const SUBSCRIPTION: Columns<RowOf<WriteSet['subscriptions']>> = [
  text((u) => u.accountId),
  text((u) => u.subscriptionId),
  text((u) => u.userId),
  text((u) => u.organizationId),
  text((u) => u.planId),
  text((u) => u.planTier),
  text((u) => u.status),
  text((u) => u.billingCycle),
  timestamptz((u) => u.anchorAt),
  jsonb((u) =>
    u.includedProducts.map((product) => ({
      product_id: product.productId,
      included_amount: numericText(product.includedAmount),
    })),
  ),
  jsonb((u) => u.metadata),
];

export const NEW_PAYMENT_METHOD: Columns<RowOf<WriteSet['newPaymentMethods']>> = [
  text((m) => m.accountId),
  text((m) => m.paymentMethodId),
  text((m) => m.token),
];

export const REMOVED_PAYMENT_METHOD: Columns<RowOf<WriteSet['removedPaymentMethods']>> = [
  text((m) => m.accountId),
  text((m) => m.paymentMethodId),
];

export const ATTEMPT: Columns<Attempt & RowOf<WriteSet['attempts']>> = [
  text((a) => a.attemptId),
  text((a) => a.accountId),
  text((a) => a.kind),
  text((a) => a.billingId),
  text((a) => a.state),
  text((a) => a.currency),
  numeric((a) => a.amount),
  jsonb((a) => a.details),
  text((a) => a.operation),
  text((a) => a.key),
  timestamptz((a) => a.dueAt),
  integer((a) => a.checks),
  text((a) => a.transactionId),
  text((a) => a.failureReason),
];

/** A new attempt on a wallet outside. */
export const WALLET_CALL: typeof ATTEMPT = [text((a) => a.accountId), text((a) => a.attemptId)];

export const KEY: Columns<RowOf<WriteSet['keys']>> = [
  text((k) => k.accountId),
  text((k) => k.operation),
  text((k) => k.key),
  bytea((k) => k.fingerprint),
  json((k) => k.outcome),
  text((k) => k.billingId),
];

export const FINAL_ANSWER: Columns<RowOf<WriteSet['finalAnswers']>> = [
  text((a) => a.accountId),
  text((a) => a.operation),
  text((a) => a.key),
  json((a) => a.outcome),
];

export const ROLLUP: Columns<RollupDelta> = [
  text((r) => r.accountId),
  timestamptz((r) => r.usageHour),
  text((r) => r.userId),
  text((r) => r.organizationId),
  text((r) => r.agentId),
  text((r) => r.productId),
  text((r) => r.serviceType),
  text((r) => r.model),
  text((r) => r.method),
  text((r) => r.status),
  text((r) => r.currency),
  bigint((r) => r.count),
  numeric((r) => r.quantity),
  numeric((r) => r.charged),
  numeric((r) => r.refunded),
  numeric((r) => r.costFailed),
  numeric((r) => r.costPending),
];

export const EVENT: Columns<RowOf<WriteSet['events']>> = [
  text((e) => e.type),
  text((e) => e.accountId),
  text((e) => e.billingId),
  jsonb((e) => e.payload),
];

function unlessEmpty(list: readonly unknown[]): readonly unknown[] | null {
  return list.length === 0 ? null : list;
}
