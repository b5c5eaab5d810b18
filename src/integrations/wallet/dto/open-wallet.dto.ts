import type { Decimal } from '../../../domain/decimal.js';
import type { Currency } from '../../../domain/vocabulary.js';
import { IsMoneyAmount } from '../../../http/validation/is-decimal.js';
import { IsCurrency, IsOneOf } from '../../../http/validation/is-one-of.js';
import { AccountFieldsDto } from '../../account/account-fields.dto.js';

/** A wallet to be opened. An account has at most one in each currency. */
export class OpenWalletDto extends AccountFieldsDto {
  /** Only `fiat` wallets exist. */
  @IsOneOf(['fiat'], { optional: true, example: 'fiat' })
  wallet_type?: 'fiat';

  /** What it holds from the start, in `currency`; 0 when absent. */
  @IsMoneyAmount({ optional: true, example: '100.00' })
  initial_balance?: Decimal;

  /** `CREDIT` when absent. */
  @IsCurrency({ optional: true })
  currency?: Currency;
}
