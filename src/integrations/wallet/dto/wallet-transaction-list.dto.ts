import { ApiProperty } from '@nestjs/swagger';
import { WalletTransactionDto } from './wallet-transaction.dto.js';

/** A part of a wallet's history, newest first. */
export class WalletTransactionListDto {
  transactions: WalletTransactionDto[];

  /**
   * How many are in this answer.
   * @example 1
   */
  count: number;

  /** @example 50 */
  limit: number;

  /** @example 0 */
  offset: number;

  /**
   * Where to go on; null when this answer holds the oldest.
   * @example null
   */
  @ApiProperty({ type: String, nullable: true })
  next_cursor: string | null;
}
