/** The price of one named part of a usage event. */
export class PriceDimensionDto {
  /**
   * The part's name, as `usage_details` carries it.
   * @example 'input_tokens'
   */
  name: string;

  /**
   * What one unit of this part costs, in the price's currency.
   * @example '0.0000025'
   */
  unit_price: string;
}
