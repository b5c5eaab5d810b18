/** What the asker pays, in short. */
export class EffectivePricingDto {
  /**
   * Fixed price beside the usage: always 0.
   * @example '0'
   */
  base_price: string;

  /**
   * What one unit costs beyond allowances: the unit price, or the price of `input_tokens` or else of the first
   * dimension.
   * @example '0.002'
   */
  usage_price: string;

  /** Whether a running subscription of the asker includes a quantity of the product. */
  is_included: boolean;

  /**
   * Discounts are prices of their own here: always 0.
   * @example '0'
   */
  discount_rate: string;
}
