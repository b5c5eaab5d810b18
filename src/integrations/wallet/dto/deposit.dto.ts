import { OptionalId } from '../../../http/validation/is-id.js';
import { MovementDto } from './movement.dto.js';

/** Money that comes in from outside. */
export class DepositDto extends MovementDto {
  /** Your own name for where the money came from. */
  @OptionalId({ example: 'invoice-2025-10-0042' })
  reference_id?: string;
}
