import type { Exact } from './exact.js';
import type { Standing } from './outside.js';
import type {
  Attempt,
  Card,
  Event,
  KeyEntry,
  Posting,
  Price,
  Quota,
  Subscription,
  UsageRecord,
  Wallet,
} from './rows.js';

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
