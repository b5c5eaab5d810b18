import { ApiProperty } from '@nestjs/swagger';
import { ACCOUNT_TYPES, type AccountType } from '../../../domain/vocabulary.js';

/** Credits that were given to an account. */
export class CreditGrantDto {
  /** @example 'txn_0199d0a1b2c3700180f3a5c7d9e1b204' */
  transaction_id: string;

  /**
   * The user that got them; null for an organisation.
   * @example 'user123'
   */
  user_id: string | null;

  @ApiProperty({ enum: ACCOUNT_TYPES, enumName: 'AccountType' })
  billing_account_type: AccountType;

  /** @example 'user123' */
  billing_account_id: string;

  /** @example '100.00' */
  amount: string;

  /** @example 'CREDIT' */
  currency: string;

  /**
   * What the grant said; of a refund, why it found no way back.
   * @example 'Welcome credits'
   */
  description: string | null;

  /** @example 'promo-2025-10' */
  reference_id: string | null;

  /**
   * The record whose refund found no way back to who had paid, and became these credits; null for a grant.
   * @example null
   */
  billing_id: string | null;

  /** @example '2025-10-11T03:09:58.032Z' */
  created_at: string;
}
