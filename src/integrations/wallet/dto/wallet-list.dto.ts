import { WalletDto } from './wallet.dto.js';

/** The wallets of an account, one for each currency at most. */
export class WalletListDto {
  wallets: WalletDto[];

  /** @example 1 */
  count: number;
}
