import { ApiProperty } from '@nestjs/swagger';

/** A row that breaks a law. */
export class FaultDto {
  /**
   * The id of the row, or what tells which one it is.
   * @example 'bill_0199d0a1b2c3700180f3a5c7d9e1b203'
   */
  row: string;

  /**
   * The payer that it belongs to; null where it belongs to none.
   * @example 'user:user123'
   */
  account_id: string | null;

  /**
   * What of it is wrong.
   * @example 'posted to revenue'
   */
  what: string;

  /**
   * What it should be by the rest of the books; null: nothing.
   * @example '2'
   */
  expected: string | null;

  /**
   * What it is; null: nothing.
   * @example '20'
   */
  found: string | null;
}

/** What became of one law. */
export class LawResultDto {
  /**
   * Its name.
   * @example 'charges'
   */
  law: string;

  /**
   * What holds of sound books.
   * @example 'A balance is the sum of its postings, and within its overdraft'
   */
  sentence: string;

  @ApiProperty({ type: 'integer', description: 'Rows looked at.', example: 100000 })
  rows_examined: number;

  @ApiProperty({ type: 'integer', description: 'How many of them are wrong.', example: 0 })
  rows_wrong: number;

  @ApiProperty({ type: 'integer', description: 'How long it took, in milliseconds.', example: 840 })
  duration_ms: number;

  @ApiProperty({ type: [FaultDto], description: 'The first ten rows that are wrong.' })
  faults: FaultDto[];
}
