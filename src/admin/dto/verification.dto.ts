import { ApiProperty } from '@nestjs/swagger';
import { VERIFICATION_STATES, type VerificationState } from '../verification.js';
import { LawResultDto } from './law-result.dto.js';

/** How far a verification is. */
export class VerificationProgressDto {
  @ApiProperty({ type: 'integer', description: 'Laws that have been held against the books.', example: 4 })
  laws_done: number;

  @ApiProperty({ type: 'integer', description: 'Laws that there are.', example: 17 })
  laws_total: number;

  /**
   * The law that is being looked at, and where; null before the first and after the last.
   * @example 'records, cell 1'
   */
  at: string | null;
}

/** A verification of the books, as it stands now. */
export class VerificationDto {
  /**
   * The verification.
   * @example 'ver_6f0e6e0c8f0e4d0b9c551f2f0c1c9a77'
   */
  job_id: string;

  @ApiProperty({
    enum: VERIFICATION_STATES,
    enumName: 'VerificationState',
    description: '`verified`: every law holds. `faults_found`: `laws` names the rows that break one.',
    example: 'verified',
  })
  state: VerificationState;

  @ApiProperty({
    format: 'date-time',
    description: 'When it was started.',
    example: '2025-10-11T03:09:58.032Z',
  })
  started_at: string;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'When it ended; null while it runs.',
    example: '2025-10-11T03:10:21.407Z',
  })
  finished_at: string | null;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'The instant whose books were read; null until it is done.',
    example: '2025-10-11T03:09:58.041Z',
  })
  taken_at: string | null;

  @ApiProperty({ description: 'How far it is.' })
  progress: VerificationProgressDto;

  @ApiProperty({
    type: 'integer',
    description: 'Rows looked at so far, by all laws together.',
    example: 1204331,
  })
  rows_examined: number;

  @ApiProperty({
    type: 'integer',
    description: 'Rows found that break a law, counted for each law.',
    example: 0,
  })
  rows_wrong: number;

  @ApiProperty({ type: [LawResultDto], description: 'The laws that are done, in order.' })
  laws: LawResultDto[];

  /**
   * Why it failed; null unless `state` is `failed`.
   * @example null
   */
  error: string | null;
}
