import { ApiProperty } from '@nestjs/swagger';
import { WalletTransactionDto } from './wallet-transaction.dto.js';

/** The wallet after a write, or as it is now. Amounts are decimal strings. */
export class WalletAnswerDataDto {
  /**
   * What is available and what is locked, together.
   * @example '125.00'
   */
  balance: string;

  /** @example '0' */
  locked_balance: string;

  /** @example '125.00' */
  available_balance: string;

  /** @example '0' */
  overdraft_limit: string;

  /** @example 'CREDIT' */
  currency: string;

  /**
   * There are no blockchain wallets.
   * @example null
   */
  @ApiProperty({ type: String, nullable: true })
  on_chain_balance: null;

  /** The movement that this request made; null when it moved nothing. */
  @ApiProperty({ type: WalletTransactionDto, nullable: true })
  transaction: WalletTransactionDto | null;

  /**
   * What is available after the movement.
   * @example '125.00'
   */
  remaining_balance: string;

  /** Of a transfer: whether the money has arrived, or is still on its way (it will arrive). */
  @ApiProperty({ enum: ['completed', 'processing'], nullable: true })
  transfer_status: 'completed' | 'processing' | null;
}
