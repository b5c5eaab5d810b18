import { ApiProperty } from '@nestjs/swagger';
import { ProblemDto } from '../../../http/docs/problem.dto.js';

/** The last line of a stream's answer, and the head of a list's. */
export class BatchSummaryDto {
  /** Items that have a result: `completed` and `failed` together. */
  @ApiProperty({ type: 'integer', example: 3 })
  total: number;

  /** Billed, or with the payment under way (200, 202). */
  @ApiProperty({ type: 'integer', example: 2 })
  completed: number;

  /** Refused (400 and more); their results have a `problem`. */
  @ApiProperty({ type: 'integer', example: 1 })
  failed: number;

  /** Of all these, recorded by an earlier request. */
  @ApiProperty({ type: 'integer', example: 0 })
  replayed: number;

  /** Only of a stream that was not read to its end: why. The lines from number `total` on were not begun. */
  @ApiProperty({ required: false, type: ProblemDto })
  problem?: object;
}
