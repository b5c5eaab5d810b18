import type { Decimal } from '../../../domain/decimal.js';
import type { AnswerFields } from '../../upstream/answers/answer-fields.js';

/** A wallet as the wallet service tells it. */
export interface ServiceWallet {
  readonly walletId: string;
  readonly userId: string;
  readonly type: string;
  readonly currency: string;
  readonly available: Decimal;
  readonly held: Decimal;
  readonly updatedAt: number;
}

/** One movement of a wallet as the wallet service tells it. */
export interface ServiceTransaction {
  readonly transactionId: string;
  readonly type: string;
  readonly amount: Decimal;
  readonly balanceBefore: Decimal;
  readonly balanceAfter: Decimal;
  readonly referenceId: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly createdAt: number;
}

export function serviceWalletOf(fields: AnswerFields): ServiceWallet {
  return {
    walletId: fields.text('wallet_id'),
    userId: fields.text('user_id'),
    type: fields.text('wallet_type'),
    currency: fields.text('currency'),
    available: fields.amount('available_balance'),
    held: fields.amount('locked_balance'),
    updatedAt: fields.instant('last_updated'),
  };
}

export function serviceTransactionOf(fields: AnswerFields): ServiceTransaction {
  return {
    transactionId: fields.text('transaction_id'),
    type: fields.text('transaction_type'),
    amount: fields.amount('amount'),
    balanceBefore: fields.amount('balance_before'),
    balanceAfter: fields.amount('balance_after'),
    referenceId: fields.maybeText('reference_id'),
    description: fields.maybeText('description'),
    metadata: fields.maybeRecord('metadata'),
    createdAt: fields.instant('created_at'),
  };
}
