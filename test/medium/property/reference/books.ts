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
import type { Standing } from './outside.js';
import type { Wish } from './payer.js';

export interface Bounds {
  readonly refusalsPerMinute: number;
  readonly takeoverAfterMs: number;
  readonly retryAfterMs: number;
  readonly settlementTries: number;
}

/** Everything that the reference knows: plain tables, by name. A rule works on a copy and changes it as it goes. */
export interface Books {
  readonly bounds: Bounds;
  /** Where each account lives; its cell tells it the time and numbers its events. */
  readonly cellOf: ReadonlyMap<string, number>;
  readonly now: Map<number, number>;
  readonly standing: Standing;
  readonly prices: Map<string, readonly Price[]>;
  readonly quotas: Map<string, Quota>;
  /** By account and currency, see {@link nameOf}. */
  readonly wallets: Map<string, Wallet>;
  readonly records: Map<string, UsageRecord>;
  readonly postings: Posting[];
  /** Drawn quantity by account, product, source and first instant of the period. */
  readonly allowances: Map<string, Exact>;
  readonly refusals: Map<string, { readonly minute: number; readonly count: number }>;
  readonly subscriptions: Map<string, Subscription>;
  readonly cards: Map<string, Card>;
  readonly attempts: Map<string, Attempt>;
  /** What payers outside have not taken yet, by account, method and currency; below zero: took ahead. */
  readonly debts: Map<string, Exact>;
  /** By account, operation and key. */
  readonly keys: Map<string, KeyEntry>;
  readonly events: Map<number, readonly Event[]>;
  /** Every id that was ever given out. */
  readonly names: Set<string>;
}

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

/** The name of a row that several words name together. */
export function nameOf(...words: (string | number)[]): string {
  return words.join(' | ');
}

export function emptyBooks(
  bounds: Books['bounds'],
  cellOf: ReadonlyMap<string, number>,
  standing: Standing,
): Books {
  return {
    bounds,
    cellOf,
    standing,
    now: new Map(),
    prices: new Map(),
    quotas: new Map(),
    wallets: new Map(),
    records: new Map(),
    postings: [],
    allowances: new Map(),
    refusals: new Map(),
    subscriptions: new Map(),
    cards: new Map(),
    attempts: new Map(),
    debts: new Map(),
    keys: new Map(),
    events: new Map(),
    names: new Set(),
  };
}

/** Rows are never changed in place, so that copies of the tables are enough. */
export function copyOf(books: Books): Books {
  return {
    bounds: books.bounds,
    cellOf: books.cellOf,
    standing: books.standing,
    now: new Map(books.now),
    prices: new Map(books.prices),
    quotas: new Map(books.quotas),
    wallets: new Map(books.wallets),
    records: new Map(books.records),
    postings: [...books.postings],
    allowances: new Map(books.allowances),
    refusals: new Map(books.refusals),
    subscriptions: new Map(books.subscriptions),
    cards: new Map(books.cards),
    attempts: new Map(books.attempts),
    debts: new Map(books.debts),
    keys: new Map(books.keys),
    events: new Map(books.events),
    names: new Set(books.names),
  };
}
