import { ApiProperty } from '@nestjs/swagger';
import {
  BILLING_METHODS,
  BILLING_STATUSES,
  type BillingMethod,
  type BillingStatus,
} from '../../domain/vocabulary.js';
import { QuotaWarningDto } from './quota-warning.dto.js';

/** What a charge came to, of `usage/record` and of `billing/process`. */
export class ChargeResultDto {
  /** Always true: refusals are problem documents. */
  @ApiProperty({ example: true })
  success: boolean;

  /**
   * What happened, for people.
   * @example 'Usage recorded and billed'
   */
  message: string;

  /**
   * The billing record. Keep it: `billing/process` and `billing/record/{billing_id}` take it.
   * @example 'bill_0199d0a1b2c3700180f3a5c7d9e1b203'
   */
  billing_id: string;

  /**
   * The same as `billing_id`, under the platform's later name.
   * @example 'bill_0199d0a1b2c3700180f3a5c7d9e1b203'
   */
  billing_record_id: string;

  /**
   * The usage event behind the record.
   * @example 'usage_0199d0a1b2c3700180f3a5c7d9e1b203'
   */
  usage_record_id: string;

  /**
   * Charged, or while `billing_status` is `processing` about to be charged, in `currency`.
   * @example '2.00'
   */
  amount_charged: string;

  /**
   * Currency of every amount here: the price's.
   * @example 'CREDIT'
   */
  currency: string | null;

  /** The method that paid; `subscription_included` when there was nothing to pay. */
  @ApiProperty({ enum: BILLING_METHODS, enumName: 'BillingMethod', nullable: true })
  billing_method_used: BillingMethod | null;

  /**
   * `completed`; or, with status 202, `processing` while a payment is under way, `pending` while its payer or the price
   * cannot be asked for: it is billed when they can.
   */
  @ApiProperty({ enum: BILLING_STATUSES, enumName: 'BillingStatus' })
  billing_status: BillingStatus;

  /**
   * In `currency`, right after this charge; null when the payer has no wallet in it, or when another service keeps it
   * and has not just told what is left.
   * @example '999998.00'
   */
  remaining_wallet_balance: string | null;

  /**
   * Credits in `currency`, right after this charge; null when the payer has neither credits nor a wallet in it, or when
   * another service keeps them and has not just told what is left.
   * @example '0'
   */
  remaining_credit_balance: string | null;

  /**
   * The wallet transaction of this charge; null for other methods.
   * @example 'txn_0199d0a1b2c3700180f3a5c7d9e1b204'
   */
  wallet_transaction_id: string | null;

  /**
   * The payment service's transaction; null for other methods.
   * @example null
   */
  payment_transaction_id: string | null;

  /** Soft quotas that this usage went over. */
  quota_warnings: QuotaWarningDto[];
}
