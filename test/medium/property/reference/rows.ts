import type { UsageEvent } from '../../../../src/domain/commands.js';
import type { Outcome, QuotaWarning } from '../../../../src/domain/outcomes.js';
import type {
  AttemptKind,
  AttemptState,
  BillingCycle,
  BillingMethod,
  BillingStatus,
  Enforcement,
  FreeTierPeriod,
  QuotaPeriod,
  QuotaScope,
  ServiceType,
} from '../../../../src/domain/vocabulary.js';
import type { Exact } from './exact.js';
import type { Wish } from './payer.js';

export interface Price {
  readonly priceId: string;
  readonly currency: string;
  readonly unitPrice: Exact | null;
  readonly dimensions: readonly { readonly name: string; readonly unitPrice: Exact }[];
  readonly freeTier: { readonly limit: Exact; readonly period: FreeTierPeriod } | null;
  readonly from: number;
  readonly until: number | null;
}

export interface Quota {
  readonly quotaId: string;
  readonly scope: QuotaScope;
  readonly scopeId: string;
  readonly serviceType: ServiceType;
  readonly productId: string | null;
  readonly limit: Exact;
  readonly used: Exact;
  readonly period: QuotaPeriod;
  readonly windowStart: number;
  readonly enforcement: Enforcement;
}

export interface Wallet {
  readonly account: string;
  readonly currency: string;
  /** Null: credits, and no wallet. */
  readonly walletId: string | null;
  readonly available: Exact;
  readonly credits: Exact;
  readonly overdraft: Exact;
}

export interface Line {
  readonly dimension: string;
  readonly quantity: string;
  readonly unit_price: string;
  readonly amount: string;
  readonly kind: 'priced' | 'free_tier' | 'subscription_included';
  readonly source?: string;
  readonly period_start?: string;
}

export interface QuotaShare {
  readonly quota_id: string;
  readonly window_start: string;
  readonly quantity: string;
}

export interface UsageRecord {
  readonly billingId: string;
  readonly account: string;
  readonly usage: UsageEvent;
  readonly usedAt: number;
  readonly unitPrice: Exact | null;
  readonly total: Exact;
  readonly currency: string | null;
  readonly method: BillingMethod | null;
  readonly status: BillingStatus;
  readonly failure: string | null;
  readonly priceId: string | null;
  readonly lines: readonly Line[];
  readonly quotaShares: readonly QuotaShare[];
  readonly refunded: Exact;
  readonly refundedAt: number | null;
  readonly walletTransactionId: string | null;
  readonly paymentTransactionId: string | null;
  readonly createdAt: number;
}

export interface Posting {
  readonly account: string;
  readonly currency: string;
  readonly source: string;
  readonly destination: string;
  readonly amount: Exact;
  readonly operation: string;
  readonly billingId: string | null;
  readonly balanceAfter: Exact | null;
  readonly referenceId: string | null;
  readonly description: string | null;
  readonly metadata: unknown;
  readonly createdAt: number;
  /** Where an answer names it. */
  readonly transactionId: string | null;
}

export interface Subscription {
  readonly subscriptionId: string;
  readonly account: string;
  readonly cycle: BillingCycle;
  readonly anchor: number;
  readonly included: readonly { readonly productId: string; readonly quantity: Exact }[];
  readonly userId: string;
  readonly organizationId: string | null;
  readonly planId: string;
}

export interface Card {
  readonly paymentMethodId: string;
  readonly account: string;
  readonly token: string;
  readonly removed: boolean;
}

export interface Attempt {
  readonly attemptId: string;
  readonly account: string;
  readonly kind: AttemptKind;
  readonly billingId: string | null;
  readonly state: AttemptState;
  readonly currency: string;
  readonly amount: Exact;
  readonly details: Readonly<Record<string, unknown>>;
  readonly warnings: readonly QuotaWarning[];
  /** Of a charge: on what terms it goes on. */
  readonly terms: Terms | null;
  readonly operation: string;
  readonly key: string;
  readonly dueAt: number;
  readonly checks: number;
  /** Who took it over last has this number; 0: nobody yet. */
  readonly lease: number;
  readonly transactionId: string | null;
  readonly failure: string | null;
}

export interface Terms {
  readonly wish: Wish;
  readonly tries: number;
  readonly declined: readonly string[];
}

export interface KeyEntry {
  readonly account: string;
  readonly operation: string;
  readonly key: string;
  readonly body: string;
  readonly outcome: Outcome;
  readonly billingId: string | null;
}

export interface Event {
  readonly type: string;
  readonly account: string;
  readonly billingId: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
}
