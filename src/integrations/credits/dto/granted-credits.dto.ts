import { CreditGrantDto } from './credit-grant.dto.js';

/** A grant, and what the account has after it. */
export class GrantedCreditsDto extends CreditGrantDto {
  /**
   * The account's credits in this currency after the grant.
   * @example '100.00'
   */
  balance_after: string;
}
