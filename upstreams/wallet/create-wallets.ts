import type { Fields } from '../fastapi/fields.js';
import { WALLET_TYPES } from './wallet-row.js';
import type { WalletTables } from './wallet-tables.js';

/** One wallet to make through the control API. */
export interface WalletOrder {
  readonly user_id: string;
  /** Default 0. */
  readonly balance?: number | string;
  /** Default CREDIT. */
  readonly currency?: string;
  /** Default fiat. */
  readonly wallet_type?: (typeof WALLET_TYPES)[number];
}

/** Makes `{"wallets": [WalletOrder…]}`; answers their ids in the same order. */
export function createWallets(tables: WalletTables, order: Fields): { wallet_ids: string[] } {
  const wallet_ids = order.list('wallets', (fields) => {
    const draft = {
      user_id: fields.text('user_id'),
      balance: Number(fields.maybeDecimal('balance', { ge: 0 })?.value ?? 0),
      currency: fields.maybeText('currency') ?? 'CREDIT',
      wallet_type: fields.choice('wallet_type', WALLET_TYPES, 'fiat'),
      metadata: {},
    };
    fields.check();
    return tables.insertWallet(draft).wallet_id;
  });
  return { wallet_ids };
}
