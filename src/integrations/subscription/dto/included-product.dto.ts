/** A quantity of a product at no cost. */
export class IncludedProductDto {
  /** @example 'gpt-4o-mini' */
  product_id: string;

  /**
   * Quantity in each period of the subscription.
   * @example '100000'
   */
  included_amount: string;
}
