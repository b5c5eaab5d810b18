/** Usage of one product or model within a row. */
export class UsageTotalsDto {
  /**
   * Records, whatever their status and currency.
   * @example 3
   */
  usage_count: number;

  /**
   * Sum of their quantities.
   * @example '3000'
   */
  usage_amount: string;

  /**
   * Charged less refunded, in the row's currency.
   * @example '6.00'
   */
  total_cost: string;
}
