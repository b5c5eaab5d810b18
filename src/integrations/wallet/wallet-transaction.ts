import type { Decimal } from '../../domain/decimal.js';
import type { CommandType } from '../../domain/commands.js';

/** What a movement of a wallet's money is called on the wire. */
export const WALLET_TRANSACTION_TYPES = [
  'deposit',
  'withdraw',
  'transfer_in',
  'transfer_out',
  'consume',
  'refund',
] as const;
export type WalletTransactionType = (typeof WALLET_TRANSACTION_TYPES)[number];

/** One movement of the available balance, as the wallet's owner sees it. */
export interface WalletTransactionRecord {
  readonly transactionId: string;
  readonly type: WalletTransactionType;
  readonly amount: Decimal;
  readonly balanceBefore: Decimal;
  readonly balanceAfter: Decimal;
  readonly billingId: string | null;
  readonly referenceId: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly createdAt: Date;
}

export interface WalletTransactionFilter {
  readonly type: WalletTransactionType | null;
  /** Half-open `[from, until)`, epoch milliseconds; null = unbounded. */
  readonly from: number | null;
  readonly until: number | null;
  /** Only what is older than this transaction; null = from the newest. */
  readonly before: string | null;
  readonly limit: number;
  readonly offset: number;
}

/** The commands behind each type. What else may touch the available balance is a charge. */
const OPERATIONS: Readonly<Record<WalletTransactionType, readonly CommandType[]>> = {
  deposit: ['deposit', 'open_wallet'],
  withdraw: ['withdraw'],
  transfer_in: ['transfer_in'],
  transfer_out: ['transfer_out'],
  consume: ['charge', 'process'],
  refund: ['refund'],
};

export function operationsOf(type: WalletTransactionType): readonly CommandType[] {
  return OPERATIONS[type];
}

export function typeOfOperation(operation: string): WalletTransactionType {
  const type = WALLET_TRANSACTION_TYPES.find((candidate) =>
    OPERATIONS[candidate].some((name) => name === operation),
  );
  return type ?? 'consume';
}
