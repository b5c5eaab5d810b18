import { accountOf } from '../../domain/account.js';
import { type Decimal, decimal, formatMoney, ZERO } from '../../domain/decimal.js';
import type { WalletOutcome } from '../../domain/outcomes.js';
import { usageRecordIdOf } from '../../engine/ids.js';
import { accountFieldsOf } from '../account/account-fields.mapper.js';
import type { UserBalanceDto } from './dto/user-balance.dto.js';
import type { WalletAnswerDto } from './dto/wallet-answer.dto.js';
import type { WalletTransactionDto } from './dto/wallet-transaction.dto.js';
import type { WalletDto } from './dto/wallet.dto.js';
import { typeOfOperation, type WalletTransactionRecord } from './wallet-transaction.js';
import type { Wallet } from './wallet.client.js';

export function walletDtoOf(wallet: Wallet): WalletDto {
  return {
    wallet_id: wallet.walletId,
    ...accountFieldsOf(wallet.account),
    ...amountsOf(wallet),
    overdraft_limit: formatMoney(wallet.overdraftLimit),
    currency: wallet.currency,
    wallet_type: 'fiat',
    last_updated: wallet.updatedAt.toISOString(),
    blockchain_address: null,
    blockchain_network: null,
    on_chain_balance: null,
    sync_status: null,
  };
}

/** A wallet as it is now, in the shape in which writes answer too. */
export function balanceAnswerOf(wallet: Wallet): WalletAnswerDto {
  const available = formatMoney(wallet.available);
  return {
    success: true,
    message: 'Balance retrieved',
    wallet_id: wallet.walletId,
    balance: available,
    transaction_id: null,
    data: {
      ...amountsOf(wallet),
      overdraft_limit: formatMoney(wallet.overdraftLimit),
      currency: wallet.currency,
      on_chain_balance: null,
      transaction: null,
      remaining_balance: available,
      transfer_status: null,
    },
  };
}

/** What a write came to, out of its stored outcome alone: a retry reads the same, whatever has happened since. */
export function writeAnswerOf(outcome: WalletOutcome, message: string): WalletAnswerDto {
  const [available, held] = [decimal(outcome.available), decimal(outcome.held)];
  return {
    success: true,
    message,
    wallet_id: outcome.walletId as string,
    balance: formatMoney(available),
    transaction_id: outcome.transaction?.transactionId ?? null,
    data: {
      ...amountsOf({ available, held }),
      overdraft_limit: formatMoney(decimal(outcome.overdraftLimit)),
      currency: outcome.currency,
      on_chain_balance: null,
      transaction: movementOf(outcome),
      remaining_balance: formatMoney(available),
      transfer_status: null,
    },
  };
}

export function userBalanceOf(wallet: Wallet | null, currency: string): UserBalanceDto {
  return {
    success: true,
    ...amountsOf(wallet ?? { available: ZERO, held: ZERO }),
    currency,
    wallet_id: wallet?.walletId ?? null,
  };
}

export function transactionDtoOf(wallet: Wallet, transaction: WalletTransactionRecord): WalletTransactionDto {
  const { billingId } = transaction;
  return {
    transaction_id: transaction.transactionId,
    wallet_id: wallet.walletId,
    ...accountFieldsOf(wallet.account),
    transaction_type: transaction.type,
    amount: formatMoney(transaction.amount),
    currency: wallet.currency,
    balance_before: formatMoney(transaction.balanceBefore),
    balance_after: formatMoney(transaction.balanceAfter),
    fee: '0',
    description: transaction.description,
    reference_id: transaction.referenceId,
    usage_record_id: billingId && usageRecordIdOf(billingId),
    metadata: billingId === null ? transaction.metadata : { ...transaction.metadata, billing_id: billingId },
    created_at: transaction.createdAt.toISOString(),
    updated_at: transaction.createdAt.toISOString(),
  };
}

function movementOf({ transaction, ...wallet }: WalletOutcome): WalletTransactionDto | null {
  if (!transaction) return null;
  return {
    transaction_id: transaction.transactionId,
    wallet_id: wallet.walletId as string,
    ...accountFieldsOf(accountOf(wallet.accountId)),
    transaction_type: typeOfOperation(transaction.type),
    amount: formatMoney(decimal(transaction.amount)),
    currency: wallet.currency,
    balance_before: formatMoney(decimal(transaction.balanceBefore)),
    balance_after: formatMoney(decimal(transaction.balanceAfter)),
    fee: '0',
    description: transaction.description,
    reference_id: transaction.referenceId,
    usage_record_id: null,
    metadata: transaction.metadata,
    created_at: transaction.createdAt,
    updated_at: transaction.createdAt,
  };
}

function amountsOf({ available, held }: { available: Decimal; held: Decimal }): {
  balance: string;
  locked_balance: string;
  available_balance: string;
} {
  return {
    balance: formatMoney(available.plus(held)),
    locked_balance: formatMoney(held),
    available_balance: formatMoney(available),
  };
}
