import type { Decimal } from '../../../domain/decimal.js';
import { IsDecimal } from '../../../http/validation/is-decimal.js';
import { IsId } from '../../../http/validation/is-id.js';

/** A quantity of a product at no cost. */
export class NewIncludedProductDto {
  @IsId({ example: 'gpt-4o-mini' })
  product_id: string;

  /** Quantity in each period of the subscription, in the product's unit. */
  @IsDecimal({ example: '100000' })
  included_amount: Decimal;
}
