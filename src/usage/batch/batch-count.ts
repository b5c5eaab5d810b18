import type { BatchSummaryDto } from './dto/batch-summary.dto.js';
import type { ItemResultDto } from './dto/item-result.dto.js';

/** Counts results as they come. */
export class BatchCount {
  private total = 0;
  private failed = 0;
  private replayed = 0;

  /** The place of the next item. */
  get next(): number {
    return this.total;
  }

  add(result: ItemResultDto): void {
    this.total += 1;
    if (isFailed(result)) this.failed += 1;
    if (result.replayed) this.replayed += 1;
  }

  summary(): BatchSummaryDto {
    const { total, failed, replayed } = this;
    return { total, completed: total - failed, failed, replayed };
  }
}

export function isFailed(result: ItemResultDto): boolean {
  return result.status >= 400;
}
