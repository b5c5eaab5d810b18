import { ApiProperty } from '@nestjs/swagger';
import { RecordDto } from '../records/record.dto.js';

/** The record as it now reads. */
export class StatusChangedDto {
  /** Always true: refusals are problem documents. */
  @ApiProperty({ example: true })
  success: boolean;

  /**
   * What happened, for people.
   * @example 'Billing record status updated'
   */
  message: string;

  /** As it now reads. */
  billing_record: RecordDto;
}
