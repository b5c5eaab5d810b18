import { ACCOUNT_TYPES, type AccountType } from '../../domain/vocabulary.js';
import { OptionalId } from '../../http/validation/is-id.js';
import { IsOneOf } from '../../http/validation/is-one-of.js';

/** Whose account: the billing account where one is named, else the user's own. */
export class AccountFieldsDto {
  /** The user. Needed unless a billing account is named. */
  @OptionalId({ example: 'user123' })
  user_id?: string;

  /** Kind of the billing account; together with `billing_account_id`. */
  @IsOneOf(ACCOUNT_TYPES, { optional: true, enumName: 'AccountType' })
  billing_account_type?: AccountType;

  /** Id of the user or organisation that the account belongs to; together with `billing_account_type`. */
  @OptionalId()
  billing_account_id?: string;
}
