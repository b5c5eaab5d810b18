/** Money as the wallet service keeps it: double precision. */
export interface WalletRow {
  readonly wallet_id: string;
  readonly user_id: string;
  readonly wallet_type: WalletType;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  balance: number;
  locked_balance: number;
  last_updated: string;
}

export const WALLET_TYPES = ['fiat', 'crypto', 'hybrid'] as const;
export type WalletType = (typeof WALLET_TYPES)[number];

export interface TransactionRow {
  readonly transaction_id: string;
  readonly wallet_id: string;
  readonly user_id: string;
  readonly transaction_type: TransactionType;
  readonly amount: number;
  readonly balance_before: number;
  readonly balance_after: number;
  readonly description: string | null;
  readonly reference_id: string | null;
  readonly to_wallet_id: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly created_at: string;
}

export const TRANSACTION_TYPES = [
  'deposit',
  'withdraw',
  'consume',
  'refund',
  'transfer',
  'reward',
  'fee',
  'blockchain_in',
  'blockchain_out',
] as const;
export type TransactionType = (typeof TRANSACTION_TYPES)[number];
