import type { BillingMethod } from '../../domain/vocabulary.js';
import { IsFlag } from '../../http/validation/is-flag.js';
import { OptionalId } from '../../http/validation/is-id.js';
import { IsRequestedMethod } from './is-requested-method.js';

/** The record to bill (again), named by `billing_id` or `usage_record_id`. */
export class ProcessDto {
  /** A record that is `pending` or `failed`. */
  @OptionalId({ example: 'bill_0199d0a1b2c3700180f3a5c7d9e1b203' })
  billing_id?: string;

  /** The platform's later name of the same record; where both are given they must agree. */
  @OptionalId({ example: 'usage_0199d0a1b2c3700180f3a5c7d9e1b203' })
  usage_record_id?: string;

  /** How to pay: this method or a refusal. Without it the record's own, or the first that can pay the whole. */
  @IsRequestedMethod()
  billing_method?: BillingMethod;

  /** The card to charge where a card pays; the oldest when absent. */
  @OptionalId()
  payment_method_id?: string;

  /** Lets the wallet go down to minus its overdraft limit. Nothing else is lifted. */
  @IsFlag({ optional: true, example: false })
  force_charge?: boolean;

  /** The platform's later name of `force_charge`. */
  @IsFlag({ optional: true, example: false })
  force_process?: boolean;
}
