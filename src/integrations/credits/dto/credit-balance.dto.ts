import { ApiProperty } from '@nestjs/swagger';
import { ACCOUNT_TYPES, type AccountType } from '../../../domain/vocabulary.js';

/** An account's credits in one currency. An account that was never granted any has 0. */
export class CreditBalanceDto {
  /**
   * The user whose credits they are; null for an organisation's.
   * @example 'user123'
   */
  user_id: string | null;

  @ApiProperty({ enum: ACCOUNT_TYPES, enumName: 'AccountType' })
  billing_account_type: AccountType;

  /** @example 'user123' */
  billing_account_id: string;

  /** @example 'CREDIT' */
  currency: string;

  /** @example '100.00' */
  total_balance: string;

  /** @example '100.00' */
  available_balance: string;

  /**
   * Credits do not expire.
   * @example '0'
   */
  expiring_soon: string;

  /** @example null */
  @ApiProperty({ type: String, nullable: true })
  next_expiration: null;
}
