import { ApiPropertyOptional } from '@nestjs/swagger';
import { RecordDto } from '../record.dto.js';

/** One page of records, newest usage first. */
export class RecordListDto {
  records: RecordDto[];

  /**
   * How many records match the filters, on all pages.
   * @example 1
   */
  total_count: number;

  /** There are more than `total_count`: with some filters they are counted up to 10,000 only. */
  @ApiPropertyOptional({ type: Boolean, example: true })
  total_is_lower_bound?: true;

  /** @example 50 */
  limit: number;

  /** @example 0 */
  offset: number;

  /**
   * Send it as `cursor` for the records after these; null on the last page.
   * @example null
   */
  next_cursor: string | null;
}
