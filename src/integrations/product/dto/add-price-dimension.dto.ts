import type { Decimal } from '../../../domain/decimal.js';
import { IsMoneyAmount } from '../../../http/validation/is-decimal.js';
import { IsText } from '../../../http/validation/is-text.js';

const NAME = {
  matches: /^[a-z][a-z0-9_]{0,63}$/,
  says: 'must be a word of a-z, 0-9 and _, such as input_tokens',
};

/** The price of one named part of a usage event. */
export class AddPriceDimensionDto {
  /** The part's name; `usage_details` carries its quantity under it. */
  @IsText({ pattern: NAME, maxLength: 64, example: 'input_tokens' })
  name: string;

  /** What one unit of this part costs, in the price's currency. */
  @IsMoneyAmount({ example: '0.0000025' })
  unit_price: Decimal;
}
