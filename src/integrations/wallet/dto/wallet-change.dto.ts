import type { Decimal } from '../../../domain/decimal.js';
import { IsMoneyAmount } from '../../../http/validation/is-decimal.js';

/** What may be changed about a wallet. */
export class WalletChangeDto {
  /** How far below 0 a forced charge (`billing/process` with `force_charge`) may take the balance; 0 = not at all. */
  @IsMoneyAmount({ example: '50.00' })
  overdraft_limit: Decimal;
}
