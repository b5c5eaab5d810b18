import { RecordDto } from '../record.dto.js';

/** One numbered page of records, newest usage first. */
export class RecordPageDto {
  /** Newest usage first. */
  records: RecordDto[];

  /**
   * How many records match the filters, on all pages.
   * @example 1
   */
  total: number;

  /**
   * This page, from 1.
   * @example 1
   */
  page: number;

  /**
   * Most records on a page.
   * @example 50
   */
  page_size: number;
}
