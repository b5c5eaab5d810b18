import { ProductDto } from './product.dto.js';

/** A page of the catalogue, sorted by product_id. */
export class ProductListDto {
  products: ProductDto[];

  /**
   * How many products there are in all.
   * @example 1
   */
  total_count: number;

  /** @example 50 */
  limit: number;

  /** @example 0 */
  offset: number;
}
