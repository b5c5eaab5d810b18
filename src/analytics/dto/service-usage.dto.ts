import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { UsageTotalsDto } from './usage-totals.dto.js';

const TOTALS_BY_NAME = {
  type: 'object',
  additionalProperties: { $ref: getSchemaPath(UsageTotalsDto) },
} as const;

/** Usage of one service type within a row. */
@ApiExtraModels(UsageTotalsDto)
export class ServiceUsageDto extends UsageTotalsDto {
  /** By product. */
  @ApiProperty(TOTALS_BY_NAME)
  products: Record<string, UsageTotalsDto>;

  /** By model, of the usage that named one. */
  @ApiProperty(TOTALS_BY_NAME)
  models: Record<string, UsageTotalsDto>;
}
