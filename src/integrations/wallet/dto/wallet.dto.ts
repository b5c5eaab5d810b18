import { ApiProperty } from '@nestjs/swagger';
import { ACCOUNT_TYPES, type AccountType } from '../../../domain/vocabulary.js';

/** A wallet: an account's money in one currency. Amounts are decimal strings. */
export class WalletDto {
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

  /**
   * What is available and what is locked, together.
   * @example '100.00'
   */
  balance: string;

  /**
   * Set aside for work in flight.
   * @example '0'
   */
  locked_balance: string;

  /**
   * What can be spent now. Below 0 where a forced charge has used the overdraft.
   * @example '100.00'
   */
  available_balance: string;

  /**
   * How far below 0 a forced charge may take the available balance.
   * @example '0'
   */
  overdraft_limit: string;

  /** @example 'CREDIT' */
  currency: string;

  /** @example 'fiat' */
  wallet_type: 'fiat';

  /**
   * When its balance last changed.
   * @example '2025-10-11T03:09:58.032Z'
   */
  last_updated: string;

  /**
   * There are no blockchain wallets.
   * @example null
   */
  @ApiProperty({ type: String, nullable: true })
  blockchain_address: null;

  /** @example null */
  @ApiProperty({ type: String, nullable: true })
  blockchain_network: null;

  /** @example null */
  @ApiProperty({ type: String, nullable: true })
  on_chain_balance: null;

  /** @example null */
  @ApiProperty({ type: String, nullable: true })
  sync_status: null;
}
