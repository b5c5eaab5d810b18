import { decimalOfFloat } from '../fastapi/python-number.js';
import type { TransactionRow, WalletRow } from './wallet-row.js';

/** A wallet in a typed answer: its decimals are strings. */
export function walletJson(wallet: WalletRow): Record<string, unknown> {
  return {
    wallet_id: wallet.wallet_id,
    user_id: wallet.user_id,
    balance: decimalOfFloat(wallet.balance),
    locked_balance: decimalOfFloat(wallet.locked_balance),
    available_balance: decimalOfFloat(available(wallet)),
    currency: wallet.currency,
    wallet_type: wallet.wallet_type,
    last_updated: wallet.last_updated,
    blockchain_address: null,
    blockchain_network: null,
    on_chain_balance: null,
    sync_status: null,
  };
}

/** The same in an untyped one: floats. */
export function balanceFloats(wallet: WalletRow): Record<string, unknown> {
  return {
    balance: wallet.balance,
    locked_balance: wallet.locked_balance,
    available_balance: available(wallet),
    currency: wallet.currency,
  };
}

export function transactionJson(transaction: TransactionRow): Record<string, unknown> {
  const { transaction_id, wallet_id, user_id, transaction_type, metadata, created_at } = transaction;
  return {
    transaction_id,
    wallet_id,
    user_id,
    transaction_type,
    amount: decimalOfFloat(transaction.amount),
    balance_before: decimalOfFloat(transaction.balance_before),
    balance_after: decimalOfFloat(transaction.balance_after),
    fee: '0.0',
    description: transaction.description,
    reference_id: transaction.reference_id,
    // The table has no column for it.
    usage_record_id: null,
    from_wallet_id: null,
    to_wallet_id: transaction.to_wallet_id,
    blockchain_tx_hash: null,
    blockchain_network: null,
    blockchain_status: 'completed',
    blockchain_confirmations: null,
    gas_fee: null,
    metadata,
    created_at,
    updated_at: created_at,
  };
}

/** What every movement answers; `data` says more. */
export function movedJson(
  message: string,
  moved: TransactionRow,
  data: Record<string, unknown> = {},
): unknown {
  return {
    success: true,
    message,
    wallet_id: moved.wallet_id,
    balance: decimalOfFloat(moved.balance_after),
    transaction_id: moved.transaction_id,
    data: { transaction: transactionJson(moved), ...data },
  };
}

export function available(wallet: WalletRow): number {
  return wallet.balance - wallet.locked_balance;
}
