import { IsOneOf } from '../../../http/validation/is-one-of.js';
import { AccountFieldsDto } from '../../account/account-fields.dto.js';

export class WalletQueryDto extends AccountFieldsDto {
  /** Only `fiat` wallets exist. */
  @IsOneOf(['fiat'], { optional: true })
  wallet_type?: 'fiat';
}
