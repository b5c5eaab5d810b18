import { BatchSummaryDto } from './batch-summary.dto.js';
import { ItemResultDto } from './item-result.dto.js';

/** What became of a list of usage events. */
export class BatchAnswerDto extends BatchSummaryDto {
  /** In the order of the items; with `outcomes=failed` only those that failed. */
  results: ItemResultDto[];
}
