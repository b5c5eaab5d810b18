import { ApiPropertyOptional } from '@nestjs/swagger';
import { RecordDto } from '../record.dto.js';

/** One page of records, newest usage first. */
export class RecordListDto {
  /** Newest usage first. */
  records: RecordDto[];

  /**
   * How many records match the filters, on all pages.
   * @example 1
   */
  total_count: number;

  /** There are more than `total_count`: with some filters they are counted up to 10,000 only. */
  @ApiPropertyOptional({ type: Boolean, example: true })
  total_is_lower_bound?: true;

  /**
   * Most records in this answer.
   * @example 50
   */
  limit: number;

  /**
   * Records skipped before this answer.
   * @example 0
   */
  offset: number;

  /**
   * Send it as `cursor` for the records after these; null on the last page.
   * @example null
   */
  next_cursor: string | null;
}
