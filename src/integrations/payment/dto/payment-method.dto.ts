import { ApiProperty } from '@nestjs/swagger';
import { ACCOUNT_TYPES, type AccountType } from '../../../domain/vocabulary.js';

/** A card that can pay for an account. */
export class PaymentMethodDto {
  /**
   * Names the card in `usage/record` and `billing/process`.
   * @example 'pm_0199d0a1b2c3700180f3a5c7d9e1b206'
   */
  payment_method_id: string;

  /** Whose card it is: kind of the account. */
  @ApiProperty({ enum: ACCOUNT_TYPES, enumName: 'AccountType' })
  billing_account_type: AccountType;

  /**
   * Whose card it is: id of the user or organisation.
   * @example 'user123'
   */
  billing_account_id: string;

  /**
   * The card as the payment service knows it.
   * @example 'tok_ok'
   */
  token: string;

  /**
   * When it was added.
   * @example '2025-10-11T03:09:58.101Z'
   */
  created_at: string;
}
