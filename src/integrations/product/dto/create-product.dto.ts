import { IsId } from '../../../http/validation/is-id.js';
import { IsText } from '../../../http/validation/is-text.js';

const WORD = { matches: /^[a-z][a-z0-9_]*$/, says: 'must be a word of a-z, 0-9 and _, such as model' };

/** A product to be added to the catalogue. It has no price yet. */
export class CreateProductDto {
  /** How usage events name it. */
  @IsId({ example: 'gpt-4' })
  product_id: string;

  @IsText({ minLength: 1, maxLength: 200, example: 'GPT-4' })
  name: string;

  /** What kind of thing it is; `model` when absent. */
  @IsText({ optional: true, maxLength: 64, pattern: WORD, example: 'model' })
  product_type?: string;

  /** What one unit of usage is; `token` when absent. */
  @IsText({ optional: true, maxLength: 64, pattern: WORD, example: 'token' })
  unit_type?: string;

  @IsText({ optional: true, example: 'Large language model' })
  description?: string;
}
