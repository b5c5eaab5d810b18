import { randomUUID } from 'node:crypto';
import { append } from '../server/append.js';
import { refuseWhenFull } from '../server/full.js';
import type { TransactionRow, WalletRow, WalletType } from './wallet-row.js';

const MOST_WALLETS = 100_000;
const MOST_TRANSACTIONS = 200_000;

export interface NewWallet {
  readonly user_id: string;
  readonly wallet_type: WalletType;
  readonly currency: string;
  readonly balance: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export type NewTransaction = Omit<TransactionRow, 'transaction_id' | 'user_id' | 'created_at'>;

/** The tables `wallets` and `transactions`. */
export class WalletTables {
  private readonly wallets = new Map<string, WalletRow>();
  private readonly walletsOfUser = new Map<string, WalletRow[]>();
  private readonly transactions = new Map<string, TransactionRow>();
  private readonly transactionsOfWallet = new Map<string, TransactionRow[]>();

  wallet(id: string): WalletRow | null {
    return this.wallets.get(id) ?? null;
  }

  /** Newest first. */
  walletsOf(userId: string): WalletRow[] {
    return (this.walletsOfUser.get(userId) ?? []).toReversed();
  }

  insertWallet({ balance, ...draft }: NewWallet): WalletRow {
    refuseWhenFull('wallets', this.wallets.size, MOST_WALLETS);
    const last_updated = new Date().toISOString();
    const wallet: WalletRow = { wallet_id: randomUUID(), ...draft, balance, locked_balance: 0, last_updated };
    this.wallets.set(wallet.wallet_id, wallet);
    append(this.walletsOfUser, wallet.user_id, wallet);
    if (balance > 0) {
      this.insertTransaction({
        wallet_id: wallet.wallet_id,
        transaction_type: 'deposit',
        amount: balance,
        balance_before: 0,
        balance_after: balance,
        description: 'Initial wallet funding',
        reference_id: null,
        to_wallet_id: null,
        metadata: { initial_funding: true },
      });
    }
    return wallet;
  }

  transaction(id: string): TransactionRow | null {
    return this.transactions.get(id) ?? null;
  }

  /** Newest first. */
  transactionsOf(walletId: string): TransactionRow[] {
    return (this.transactionsOfWallet.get(walletId) ?? []).toReversed();
  }

  /** Before a balance is written, so that money never moves without its transaction. */
  refuseWhenFull(): void {
    refuseWhenFull('transactions', this.transactions.size, MOST_TRANSACTIONS);
  }

  insertTransaction(draft: NewTransaction): TransactionRow {
    this.refuseWhenFull();
    const user_id = this.wallets.get(draft.wallet_id)?.user_id ?? '';
    const created_at = new Date().toISOString();
    const transaction: TransactionRow = { ...draft, transaction_id: randomUUID(), user_id, created_at };
    this.transactions.set(transaction.transaction_id, transaction);
    append(this.transactionsOfWallet, transaction.wallet_id, transaction);
    return transaction;
  }

  /** In the order of their making. */
  all(): { wallets: WalletRow[]; transactions: TransactionRow[] } {
    return { wallets: [...this.wallets.values()], transactions: [...this.transactions.values()] };
  }

  clear(): void {
    for (const table of [this.wallets, this.walletsOfUser, this.transactions, this.transactionsOfWallet]) {
      table.clear();
    }
  }
}
