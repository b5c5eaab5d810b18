import type { Reader } from '../../database/pacing/patience.js';
import type { Account } from '../../domain/commands.js';
import type { Decimal } from '../../domain/decimal.js';
import type { WalletOutcome } from '../../domain/outcomes.js';
import type { CallContext } from '../upstream/calls/call-context.js';
import type { WalletTransactionFilter, WalletTransactionRecord } from './wallet-transaction.js';

/** An account's money in one currency. */
export interface Wallet {
  readonly walletId: string;
  readonly account: Account;
  readonly currency: string;
  /** What can be spent now. */
  readonly available: Decimal;
  /** What is set aside for work in flight. */
  readonly held: Decimal;
  /** How far below zero a forced charge may take `available`. */
  readonly overdraftLimit: Decimal;
  readonly updatedAt: Date;
}

/** What a write came to; `replayed` when it is the stored answer of an earlier one with the same key. */
export interface WalletAnswer {
  readonly outcome: WalletOutcome;
  readonly replayed: boolean;
}

export interface Movement {
  readonly amount: Decimal;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/**
 * The wallet service as the other rooms see it. Writes are idempotent by key and throw a DomainError when nothing was
 * written (`wallet_not_found`, `insufficient_funds`, …). Charges do not pass here: they are postings of the batch that
 * records the usage.
 */
export interface WalletClient {
  /** Throws `wallet_already_exists` with the `wallet_id` of the one that the account has in this currency. */
  openWallet(account: Account, currency: string, initialBalance: Decimal, key: string): Promise<WalletAnswer>;

  /** `context` goes along where another service is asked. */
  findWallet(walletId: string, context?: CallContext): Promise<Wallet | null>;

  /** Those of one account, by currency; empty for an account that nobody has heard of. */
  walletsOf(account: Account, context?: CallContext): Promise<Wallet[]>;

  setOverdraftLimit(walletId: string, overdraftLimit: Decimal, key: string): Promise<WalletAnswer>;

  deposit(
    walletId: string,
    movement: Movement & { referenceId: string | null },
    key: string,
  ): Promise<WalletAnswer>;

  withdraw(
    walletId: string,
    movement: Movement & { destination: string | null },
    key: string,
  ): Promise<WalletAnswer>;

  /** Newest first; given up when the reader goes. */
  transactionsOf(
    wallet: Wallet,
    filter: WalletTransactionFilter,
    reader: Reader,
    context?: CallContext,
  ): Promise<WalletTransactionRecord[]>;
}

/** Nest injection token of the WalletClient. */
export const WALLET_CLIENT = Symbol('WalletClient');
