import { CreditGrantDto } from './credit-grant.dto.js';

/** Grants of an account, newest first. */
export class CreditGrantListDto {
  grants: CreditGrantDto[];

  /**
   * How many are in this answer.
   * @example 1
   */
  count: number;

  /** @example 50 */
  limit: number;

  /** @example 0 */
  offset: number;
}
