import type { Currency } from '../../domain/vocabulary.js';
import { IsCurrency } from '../../http/validation/is-one-of.js';
import { AccountFieldsDto } from './account-fields.dto.js';

export class AccountCurrencyQueryDto extends AccountFieldsDto {
  /** `CREDIT` when absent. */
  @IsCurrency({ optional: true })
  currency?: Currency;
}
