import {
  ACCOUNT_TYPES,
  SERVICE_TYPES,
  type AccountType,
  type Currency,
  type ServiceType,
} from '../../domain/vocabulary.js';
import { OptionalId } from '../../http/validation/is-id.js';
import { IsCurrency, IsOneOf } from '../../http/validation/is-one-of.js';
import { IsText } from '../../http/validation/is-text.js';

/** Which usage an answer is about: all that matches every filter given. */
export class UsageFilterQuery {
  /** Usage of this user. */
  @OptionalId()
  user_id?: string;

  /** Usage attributed to this organisation. */
  @OptionalId()
  organization_id?: string;

  /** Usage by this agent. */
  @OptionalId()
  agent_id?: string;

  /** Usage of this product. */
  @OptionalId()
  product_id?: string;

  /** Usage of this service type. */
  @IsOneOf(SERVICE_TYPES, { enumName: 'ServiceType', optional: true })
  service_type?: ServiceType;

  /** Usage that named this model in `usage_details.model`. */
  @IsText({ optional: true, minLength: 1, maxLength: 128 })
  model?: string;

  /** With `billing_account_id`: usage that this account pays for. */
  @IsOneOf(ACCOUNT_TYPES, { enumName: 'AccountType', optional: true })
  billing_account_type?: AccountType;

  /** Usage that this account pays for; a user's unless `billing_account_type` says otherwise. */
  @OptionalId()
  billing_account_id?: string;

  /** Which amounts of money are shown. Currencies are never added up; counts and quantities are of all usage. */
  @IsCurrency({ optional: true, description: 'The currency of the amounts shown; CREDIT when absent.' })
  currency: Currency = 'CREDIT';
}
