import { IsOneOf } from '../../../http/validation/is-one-of.js';

export const OUTCOMES = ['all', 'failed'] as const;

export class BatchQueryDto {
  /** `failed` shortens the answer to the items that were not billed; the counts are of all. */
  @IsOneOf(OUTCOMES, { optional: true, example: 'all' })
  outcomes?: (typeof OUTCOMES)[number];
}
