import type { Asked } from '../fastapi/asked.js';
import { decimalOfFloat } from '../fastapi/python-number.js';
import { Refusal } from '../fastapi/refusal.js';
import { available, balanceFloats, transactionJson, walletJson } from './wallet-json.js';
import { TRANSACTION_TYPES, WALLET_TYPES, type WalletRow } from './wallet-row.js';
import type { WalletTables } from './wallet-tables.js';

const MOST_LISTED = 100;
const LISTED = 50;

/** What the wallet service tells: wallets, balances, transactions. */
export class WalletReads {
  constructor(private readonly tables: WalletTables) {}

  /** W2 */
  walletsByQuery(asked: Asked): unknown {
    const query = asked.query();
    const userId = query.text('user_id');
    const type = query.maybeChoice('wallet_type', WALLET_TYPES);
    query.check();
    const wallets = this.tables
      .walletsOf(userId)
      .filter(({ wallet_type }) => type === null || wallet_type === type);
    return { wallets: wallets.map(walletJson), count: wallets.length };
  }

  /** W2 of v1 */
  walletsOfUser(asked: Asked): unknown {
    const wallets = this.tables.walletsOf(asked.param('user_id'));
    return { wallets: wallets.map(walletJson), count: wallets.length };
  }

  /** W3 */
  wallet(asked: Asked): unknown {
    const wallet = this.tables.wallet(asked.param('wallet_id'));
    if (wallet === null) throw new Refusal(404, 'Wallet not found');
    return walletJson(wallet);
  }

  /** W4: its own 404 is caught by its handler for everything unexpected. */
  balance(asked: Asked): unknown {
    const wallet = this.tables.wallet(asked.param('wallet_id'));
    if (wallet === null) throw new Refusal(500, '404: Wallet not found');
    return {
      success: true,
      message: 'Balance retrieved successfully',
      wallet_id: wallet.wallet_id,
      balance: decimalOfFloat(available(wallet)),
      transaction_id: null,
      data: { ...balanceFloats(wallet), on_chain_balance: null },
    };
  }

  /** W5 */
  creditsByQuery(asked: Asked): unknown {
    const query = asked.query();
    const userId = query.text('user_id');
    query.check();
    return this.credits(userId);
  }

  /** W5 of v1 */
  creditsOfUser(asked: Asked): unknown {
    return this.credits(asked.param('user_id'));
  }

  /** W10 */
  transactions(asked: Asked): unknown {
    const query = asked.query();
    const type = query.maybeChoice('transaction_type', TRANSACTION_TYPES);
    const from = query.maybeTime('start_date') ?? -Infinity;
    const until = query.maybeTime('end_date') ?? Infinity;
    const limit = query.maybeInteger('limit', { le: MOST_LISTED }) ?? LISTED;
    const offset = query.maybeInteger('offset', { ge: 0 }) ?? 0;
    query.check();
    const found = this.tables.transactionsOf(asked.param('wallet_id')).filter((transaction) => {
      if (type !== null && transaction.transaction_type !== type) return false;
      if (from === -Infinity && until === Infinity) return true;
      const madeAt = Date.parse(transaction.created_at);
      return madeAt >= from && madeAt <= until;
    });
    const page = found.slice(offset, offset + Math.max(0, limit));
    return { transactions: page.map(transactionJson), count: page.length, limit, offset };
  }

  /** The user's fiat wallet, made when there is none. */
  primaryWallet(userId: string): WalletRow {
    const fiat = this.tables.walletsOf(userId).find(({ wallet_type }) => wallet_type === 'fiat');
    const empty = {
      user_id: userId,
      wallet_type: 'fiat',
      currency: 'CREDIT',
      balance: 0,
      metadata: {},
    } as const;
    return fiat ?? this.tables.insertWallet(empty);
  }

  private credits(userId: string): unknown {
    const wallet = this.primaryWallet(userId);
    return { success: true, ...balanceFloats(wallet), wallet_id: wallet.wallet_id };
  }
}
