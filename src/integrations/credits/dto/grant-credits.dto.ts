import type { Decimal } from '../../../domain/decimal.js';
import type { Currency } from '../../../domain/vocabulary.js';
import { IsMoneyAmount } from '../../../http/validation/is-decimal.js';
import { OptionalId } from '../../../http/validation/is-id.js';
import { IsCurrency } from '../../../http/validation/is-one-of.js';
import { IsText } from '../../../http/validation/is-text.js';
import { AccountFieldsDto } from '../../account/account-fields.dto.js';

/** Credits to be given to an account. They are spent by the method `credit_consumption`, before the wallet. */
export class GrantCreditsDto extends AccountFieldsDto {
  /** More than 0, in `currency`. */
  @IsMoneyAmount({ positive: true, example: '100.00' })
  amount: Decimal;

  /** Prices in this currency can be paid with the credits; `CREDIT` when absent. */
  @IsCurrency({ optional: true })
  currency?: Currency;

  /** Why they are given. */
  @IsText({ optional: true, example: 'Welcome credits' })
  description?: string;

  /** Your own name for the occasion. */
  @OptionalId({ example: 'promo-2025-10' })
  reference_id?: string;
}
