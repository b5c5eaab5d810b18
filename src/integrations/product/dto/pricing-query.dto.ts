import { OptionalId } from '../../../http/validation/is-id.js';

export class PricingQueryDto {
  /** For whom: looks for a subscription of this user that includes the product. */
  @OptionalId({ example: 'user123' })
  user_id?: string;

  /** The subscription to look at. When `user_id` is given too, it must be that user's. */
  @OptionalId({ example: 'sub123' })
  subscription_id?: string;
}
