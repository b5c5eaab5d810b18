import { ApiProperty } from '@nestjs/swagger';
import { ACCOUNT_TYPES, type AccountType } from '../../../domain/vocabulary.js';
import { WALLET_TRANSACTION_TYPES, type WalletTransactionType } from '../wallet-transaction.js';

/** One movement of a wallet's money. */
export class WalletTransactionDto {
  /** @example 'txn_0199d0a1b2c3700180f3a5c7d9e1b204' */
  transaction_id: string;

  /** @example 'wal_0199d0a1b2c3700180f3a5c7d9e1b203' */
  wallet_id: string;

  /**
   * The user whose wallet it is; null for an organisation's.
   * @example 'user123'
   */
  user_id: string | null;

  @ApiProperty({ enum: ACCOUNT_TYPES, enumName: 'AccountType' })
  billing_account_type: AccountType;

  /** @example 'user123' */
  billing_account_id: string;

  /** `consume` is a charge for usage. */
  @ApiProperty({ enum: WALLET_TRANSACTION_TYPES, enumName: 'WalletTransactionType' })
  transaction_type: WalletTransactionType;

  /**
   * Always more than 0; the type tells the direction.
   * @example '25.00'
   */
  amount: string;

  /** @example 'CREDIT' */
  currency: string;

  /**
   * The available balance before it.
   * @example '100.00'
   */
  balance_before: string;

  /**
   * The available balance after it.
   * @example '125.00'
   */
  balance_after: string;

  /**
   * There are no fees.
   * @example '0'
   */
  fee: string;

  /** @example 'Top-up by invoice 2025-10' */
  description: string | null;

  /**
   * The client's name for where the money came from or went, or the transfer's id.
   * @example 'invoice-2025-10-0042'
   */
  reference_id: string | null;

  /**
   * The usage that was charged or refunded.
   * @example null
   */
  usage_record_id: string | null;

  /** The client's own data; `billing_id` of the record for a charge or refund. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  metadata: Record<string, unknown> | null;

  /** @example '2025-10-11T03:09:58.032Z' */
  created_at: string;

  /** @example '2025-10-11T03:09:58.032Z' */
  updated_at: string;
}
