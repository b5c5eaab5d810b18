import { OptionalId } from '../../../http/validation/is-id.js';
import { MovementDto } from './movement.dto.js';

/** Money that goes out. An overdraft is never used for it. */
export class WithdrawalDto extends MovementDto {
  /** Your own name for where the money goes. */
  @OptionalId({ example: 'bank-account-1' })
  destination?: string;
}
