import type { Subscription } from '../../domain/rating/allowance.js';
import type { AccountId } from '../../domain/commands.js';
import { decimal, fromNumeric } from '../../domain/decimal.js';
import type { Balance } from '../../domain/ledger.js';
import type { Outcome } from '../../domain/outcomes.js';
import type { ChargeLine } from '../../domain/rating/quote.js';
import type { Quota, QuotaUse } from '../../domain/quota.js';
import type { BillingRecord } from '../../domain/record.js';
import type { Attempt } from '../../domain/state.js';
import type {
  BillingCycle,
  BillingMethod,
  BillingStatus,
  Enforcement,
  QuotaPeriod,
  QuotaScope,
  ServiceType,
  SubscriptionStatus,
} from '../../domain/vocabulary.js';

/** The rows of the engine's reads as node-postgres gives them, and the domain's values made from them. */

export interface AccountRow {
  readonly account_id: AccountId;
  readonly has_subscriptions: boolean;
  readonly has_payment_methods: boolean;
  readonly refusal_minute: Date | null;
  readonly refusal_count: number;
}

export interface KeyRow {
  readonly account_id: string;
  readonly operation: string;
  readonly key: string;
  readonly fingerprint: Buffer;
  readonly outcome: Outcome;
}

export interface MomentRow {
  readonly now: Date;
  readonly decided_at: Date;
  readonly version: string;
}

export interface BalanceRow {
  readonly account_id: string;
  readonly currency: string;
  readonly wallet_id: string | null;
  readonly available: string;
  readonly held: string;
  readonly credits: string;
  readonly overdraft_limit: string;
}

export function balanceOf(row: BalanceRow): Balance {
  return {
    currency: row.currency,
    walletId: row.wallet_id,
    available: fromNumeric(row.available),
    held: fromNumeric(row.held),
    credits: fromNumeric(row.credits),
    overdraftLimit: fromNumeric(row.overdraft_limit),
  };
}

export interface QuotaRow {
  readonly quota_id: string;
  readonly scope: QuotaScope;
  readonly scope_id: string;
  readonly service_type: ServiceType;
  readonly product_id: string;
  readonly quota_limit: string;
  readonly quota_used: string;
  readonly quota_period: QuotaPeriod;
  readonly window_start: Date;
  readonly enforcement: Enforcement;
}

export function quotaOf(row: QuotaRow, cell: number): Quota {
  return {
    quotaId: row.quota_id,
    cell,
    scope: row.scope,
    scopeId: row.scope_id,
    serviceType: row.service_type,
    productId: row.product_id === '' ? null : row.product_id,
    limit: fromNumeric(row.quota_limit),
    used: fromNumeric(row.quota_used),
    period: row.quota_period,
    windowStart: row.window_start.getTime(),
    enforcement: row.enforcement,
  };
}

export interface SubscriptionRow {
  readonly account_id: string;
  readonly subscription_id: string;
  readonly status: SubscriptionStatus;
  readonly billing_cycle: BillingCycle;
  readonly anchor_at: Date | string;
  readonly included_products: readonly { readonly product_id: string; readonly included_amount: string }[];
}

export function subscriptionOf(row: SubscriptionRow): Subscription {
  return {
    subscriptionId: row.subscription_id,
    status: row.status,
    billingCycle: row.billing_cycle,
    anchorAt: new Date(row.anchor_at).getTime(),
    includedProducts: row.included_products.map((product) => ({
      productId: product.product_id,
      includedAmount: decimal(product.included_amount),
    })),
  };
}

export interface PaymentMethodRow {
  readonly account_id: string;
  readonly payment_method_id: string;
  readonly token: string;
}

export interface CarriedRow {
  readonly account_id: string;
  readonly billing_method: string;
  readonly currency: string;
  readonly amount: string;
}

export interface AllowanceRow {
  readonly account_id: string;
  readonly product_id: string;
  readonly source: string;
  readonly period_start: Date;
  readonly used: string;
}

export interface RecordRow {
  readonly billing_id: string;
  readonly account_id: AccountId;
  readonly user_id: string;
  readonly organization_id: string | null;
  readonly agent_id: string | null;
  readonly subscription_id: string | null;
  readonly session_id: string | null;
  readonly request_id: string | null;
  readonly product_id: string;
  readonly service_type: ServiceType;
  readonly model: string | null;
  readonly usage_amount: string;
  readonly unit_price: string | null;
  readonly total_amount: string;
  readonly currency: string | null;
  readonly billing_method: BillingMethod | null;
  readonly billing_status: BillingStatus;
  readonly failure_reason: string | null;
  readonly usage_timestamp: Date;
  readonly usage_details: Readonly<Record<string, unknown>> | null;
  readonly price_id: string | null;
  readonly charge_lines: readonly ChargeLine[] | null;
  readonly quota_uses: readonly QuotaUse[] | null;
  readonly refunded_amount: string;
  readonly wallet_transaction_id: string | null;
  readonly payment_transaction_id: string | null;
  readonly taken_amount: string | null;
  readonly created_at: Date;
}

export function recordOf(row: RecordRow): BillingRecord {
  return {
    billingId: row.billing_id,
    accountId: row.account_id,
    usage: {
      userId: row.user_id,
      organizationId: row.organization_id,
      agentId: row.agent_id,
      subscriptionId: row.subscription_id,
      sessionId: row.session_id,
      requestId: row.request_id,
      productId: row.product_id,
      serviceType: row.service_type,
      usageAmount: fromNumeric(row.usage_amount),
      usageDetails: row.usage_details,
      usageTimestamp: row.usage_timestamp.getTime(),
    },
    model: row.model,
    unitPrice: row.unit_price === null ? null : fromNumeric(row.unit_price),
    total: fromNumeric(row.total_amount),
    currency: row.currency,
    method: row.billing_method,
    status: row.billing_status,
    failureReason: row.failure_reason,
    priceId: row.price_id,
    lines: row.charge_lines ?? [],
    quotaUses: row.quota_uses ?? [],
    refunded: fromNumeric(row.refunded_amount),
    walletTransactionId: row.wallet_transaction_id,
    paymentTransactionId: row.payment_transaction_id,
    taken: row.taken_amount === null ? null : fromNumeric(row.taken_amount),
    createdAt: row.created_at.getTime(),
  };
}

export interface AttemptRow {
  readonly attempt_id: string;
  readonly kind: Attempt['kind'];
  readonly billing_id: string | null;
  readonly state: Attempt['state'];
  readonly currency: string;
  readonly amount: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly operation: string;
  readonly key: string;
  readonly due_at: Date;
  readonly checks: number;
  readonly lease_number: number;
  readonly transaction_id: string | null;
  readonly failure_reason: string | null;
}

export function attemptOf(row: AttemptRow): Attempt {
  return {
    attemptId: row.attempt_id,
    kind: row.kind,
    billingId: row.billing_id,
    state: row.state,
    currency: row.currency,
    amount: fromNumeric(row.amount),
    details: row.details,
    dueAt: row.due_at.getTime(),
    checks: row.checks,
    leaseNumber: row.lease_number,
    transactionId: row.transaction_id,
    failureReason: row.failure_reason,
    answers: { operation: row.operation, key: row.key },
  };
}
