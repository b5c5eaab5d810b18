import { SANDBOX_TOKENS } from '../../../domain/vocabulary.js';
import { IsOneOf } from '../../../http/validation/is-one-of.js';
import { AccountFieldsDto } from '../../account/account-fields.dto.js';

/** A card of an account. */
export class AddPaymentMethodDto extends AccountFieldsDto {
  /**
   * The card as the payment service knows it. In the sandbox `tok_ok` pays, `tok_decline` is declined, `tok_timeout`
   * pays but the answer never arrives.
   */
  @IsOneOf(SANDBOX_TOKENS, { enumName: 'CardToken', example: 'tok_ok' })
  token: (typeof SANDBOX_TOKENS)[number];
}
