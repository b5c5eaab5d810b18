import { RecordDto } from '../record.dto.js';

/** One numbered page of records, newest usage first. */
export class RecordPageDto {
  records: RecordDto[];

  /**
   * How many records match the filters, on all pages.
   * @example 1
   */
  total: number;

  /** @example 1 */
  page: number;

  /** @example 50 */
  page_size: number;
}
