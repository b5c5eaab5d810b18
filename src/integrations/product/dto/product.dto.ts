/** A product of the catalogue: something whose usage can be billed. */
export class ProductDto {
  /** @example 'gpt-4' */
  product_id: string;

  /** @example 'GPT-4' */
  name: string;

  /**
   * What kind of thing it is.
   * @example 'model'
   */
  product_type: string;

  /**
   * What one unit of usage is.
   * @example 'token'
   */
  unit_type: string;

  /** @example 'Large language model' */
  description: string | null;

  /** @example '2025-10-11T03:09:58.032Z' */
  created_at: string;
}
