import { ApiProperty } from '@nestjs/swagger';
import { BILLING_METHODS, type BillingMethod } from '../../domain/vocabulary.js';
import { ChargeLineDto } from '../records/charge-line.dto.js';

/** What a usage would cost now. Nothing is reserved; the charge of the same instant costs the same. */
export class QuoteDto {
  /** Always true: refusals are problem documents. */
  @ApiProperty({ example: true })
  success: boolean;

  /**
   * What would be used.
   * @example 'gpt-4'
   */
  product_id: string;

  /**
   * Quantity in the product's unit.
   * @example '1000'
   */
  usage_amount: string;

  /**
   * Price of one unit in `currency`; null when the dimensions' prices differ.
   * @example '0.002'
   */
  unit_price: string | null;

  /**
   * What would be charged, in `currency`, after allowances.
   * @example '2.00'
   */
  total_cost: string;

  /**
   * Currency of every amount here: the price's.
   * @example 'CREDIT'
   */
  currency: string;

  /** The free tier covers the whole usage. */
  @ApiProperty({ example: false })
  is_free_tier: boolean;

  /** The payer's subscription covers the whole usage. */
  @ApiProperty({ example: false })
  is_included_in_subscription: boolean;

  /** The method that `usage/record` would use without a `billing_method`. */
  @ApiProperty({ enum: BILLING_METHODS, enumName: 'BillingMethod' })
  suggested_billing_method: BillingMethod;

  /** Every method that could pay the whole now. */
  @ApiProperty({ enum: BILLING_METHODS, enumName: 'BillingMethod', isArray: true })
  available_billing_methods: BillingMethod[];

  /**
   * What happened, for people.
   * @example 'Billing cost calculated'
   */
  message: string;

  /**
   * Quantity left of the free tier before this usage; null without a free tier.
   * @example null
   */
  free_tier_remaining: string | null;

  /**
   * In `currency`; null when the payer has no wallet in it, or another service keeps it: ask `GET /api/v1/wallets`.
   * @example '1000000.00'
   */
  wallet_balance: string | null;

  /**
   * Credits in `currency`; null when the payer has neither credits nor a wallet in it, or another service keeps them: ask
   * `GET /api/v1/credits/balance`.
   * @example '0'
   */
  credit_balance: string | null;

  /** How `total_cost` comes about. */
  charge_lines: ChargeLineDto[];

  /** The product service has not confirmed the price for long; it is charged all the same. */
  @ApiProperty({ example: false })
  is_price_stale: boolean;
}
