import type { Currency } from '../../../domain/vocabulary.js';
import { IsCurrency } from '../../../http/validation/is-one-of.js';

export class CurrencyQueryDto {
  /** `CREDIT` when absent. */
  @IsCurrency({ optional: true })
  currency?: Currency;
}
