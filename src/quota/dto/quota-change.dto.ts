import type { Decimal } from '../../domain/decimal.js';
import { ENFORCEMENTS, type Enforcement } from '../../domain/vocabulary.js';
import { IsDecimal } from '../../http/validation/is-decimal.js';
import { IsOneOf } from '../../http/validation/is-one-of.js';

/** What may change about a quota; what is absent stays. What has been used is never touched. */
export class QuotaChangeDto {
  /** The new limit, in the running period too. It may be below what is used already. */
  @IsDecimal({ example: '250000', optional: true })
  quota_limit?: Decimal;

  /** `hard` refuses usage over the limit with 429; `soft` lets it through with a warning. */
  @IsOneOf(ENFORCEMENTS, { enumName: 'Enforcement', example: 'soft', optional: true })
  enforcement?: Enforcement;
}
