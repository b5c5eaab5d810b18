/** An account's wallet balance in one currency. An account without a wallet has 0, and does not get one by asking. */
export class UserBalanceDto {
  /** Always true: what fails is a problem document. */
  success: boolean;

  /**
   * What is available and what is locked, together.
   * @example '100.00'
   */
  balance: string;

  /** @example '100.00' */
  available_balance: string;

  /** @example '0' */
  locked_balance: string;

  /** @example 'CREDIT' */
  currency: string;

  /**
   * Null when the account has no wallet in this currency.
   * @example 'wal_0199d0a1b2c3700180f3a5c7d9e1b203'
   */
  wallet_id: string | null;
}
