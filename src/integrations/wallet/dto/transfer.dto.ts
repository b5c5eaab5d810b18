import { IsId } from '../../../http/validation/is-id.js';
import { MovementDto } from './movement.dto.js';

/** Money that goes to another wallet of the same currency. An overdraft is never used for it. */
export class TransferDto extends MovementDto {
  @IsId({ example: 'wal_0199d0a1b2c3700180f3a5c7d9e1b203' })
  to_wallet_id: string;
}
