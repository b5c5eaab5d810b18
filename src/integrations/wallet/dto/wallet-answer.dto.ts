import { WalletAnswerDataDto } from './wallet-answer-data.dto.js';

/** What became of a wallet, in the platform's shape. */
export class WalletAnswerDto {
  /** Always true: what fails is a problem document. */
  success: boolean;

  /** @example 'Deposited 25.00 CREDIT' */
  message: string;

  /** @example 'wal_0199d0a1b2c3700180f3a5c7d9e1b203' */
  wallet_id: string;

  /**
   * What can be spent now.
   * @example '125.00'
   */
  balance: string;

  /**
   * The movement that this request made; null when it moved nothing.
   * @example 'txn_0199d0a1b2c3700180f3a5c7d9e1b204'
   */
  transaction_id: string | null;

  data: WalletAnswerDataDto;
}
