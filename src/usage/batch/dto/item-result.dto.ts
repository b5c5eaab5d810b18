import { ApiProperty } from '@nestjs/swagger';
import { ProblemDto } from '../../../http/docs/problem.dto.js';

/** What became of one item: what a single `usage/record` would have answered, in short. */
export class ItemResultDto {
  /** Place of the item, from 0; in a stream, of the line, blank lines not counted. */
  @ApiProperty({ type: 'integer', example: 0 })
  index: number;

  /** The status of a single call: 200 billed, 202 payment under way, else that of `problem`. */
  @ApiProperty({ type: 'integer', example: 200 })
  status: number;

  /** The billing record; absent where nothing was kept. */
  @ApiProperty({ required: false, example: 'bill_0199d0a1b2c3700180f3a5c7d9e1b203' })
  billing_id?: string;

  /** True where the item was recorded before, and this is what it came to. */
  @ApiProperty({ required: false, type: Boolean, example: true })
  replayed?: true;

  /** Why the item was not billed. */
  @ApiProperty({ required: false, type: ProblemDto })
  problem?: object;
}
