import { PriceDto } from './price.dto.js';

/** Every version of a product's price. */
export class PriceListDto {
  /** @example 'gpt-4' */
  product_id: string;

  /** Oldest first. */
  prices: PriceDto[];
}
