import {
  ACCOUNT_TYPES,
  type AccountType,
  BILLING_CYCLES,
  type BillingCycle,
} from '../../../domain/vocabulary.js';
import { IsId, OptionalId } from '../../../http/validation/is-id.js';
import { IsInstant } from '../../../http/validation/is-instant.js';
import { IsJsonObject } from '../../../http/validation/is-json-object.js';
import { IsListOf } from '../../../http/validation/is-list-of.js';
import { IsOneOf } from '../../../http/validation/is-one-of.js';
import { NewIncludedProductDto } from './new-included-product.dto.js';

/** A subscription to be made. */
export class NewSubscriptionDto {
  /** Who subscribes. */
  @IsId({ example: 'user123' })
  user_id: string;

  @IsId({ example: 'pro-plan' })
  plan_id: string;

  /** Its id; made by the service when absent. */
  @OptionalId({ example: 'sub123' })
  subscription_id?: string;

  @OptionalId()
  organization_id?: string;

  /** Kind of the account whose usage it covers; together with `billing_account_id`. The user's own when absent. */
  @IsOneOf(ACCOUNT_TYPES, { optional: true, enumName: 'AccountType' })
  billing_account_type?: AccountType;

  @OptionalId()
  billing_account_id?: string;

  @OptionalId({ example: 'pro' })
  plan_tier?: string;

  /** How long its periods are; `monthly` when absent. */
  @IsOneOf(BILLING_CYCLES, { optional: true, enumName: 'BillingCycle' })
  billing_cycle?: BillingCycle;

  /** First instant of its first period; now when absent. Periods begin on its anniversaries. */
  @IsInstant({ optional: true })
  starts_at?: number;

  /** What it includes; each product once. */
  @IsListOf(() => NewIncludedProductDto, { optional: true, max: 100 })
  included_products?: NewIncludedProductDto[];

  /** Anything of yours, kept as it is. */
  @IsJsonObject({ optional: true })
  metadata?: Record<string, unknown>;
}
