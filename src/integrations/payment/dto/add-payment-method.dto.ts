import { IsText } from '../../../http/validation/is-text.js';
import { AccountFieldsDto } from '../../account/account-fields.dto.js';

/** A card of an account. */
export class AddPaymentMethodDto extends AccountFieldsDto {
  /**
   * The card as the payment service knows it. In the sandbox `tok_ok` pays, `tok_decline` is declined, `tok_timeout`
   * pays but the answer never arrives. With Stripe it is the id of a PaymentMethod (`pm_…`), which is saved with the
   * account's customer there. The platform's payment service is handed what is given here.
   * @example 'tok_ok'
   */
  @IsText({ minLength: 1, maxLength: 255 })
  token: string;
}
