import { OptionalId } from '../../http/validation/is-id.js';

/** Where the specification's callers name the subscription. */
export class PricingContextDto {
  /** The same as the top-level `subscription_id`; where both are given they must agree. */
  @OptionalId({ example: 'sub123' })
  subscription_id?: string;
}
