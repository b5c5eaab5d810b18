import { QuotaDto } from './quota.dto.js';

/** One page of quotas, newest first. */
export class QuotaListDto {
  /** Newest first. */
  quotas: QuotaDto[];

  /**
   * How many quotas match the filters, on all pages.
   * @example 1
   */
  total_count: number;

  /**
   * Most quotas in this answer.
   * @example 50
   */
  limit: number;

  /**
   * Quotas skipped before this answer.
   * @example 0
   */
  offset: number;

  /** Send it as `cursor` for the rows after these; null on the last page. */
  next_cursor: string | null;
}
