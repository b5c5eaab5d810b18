import { SERVICE_TYPES, type ServiceType } from '../../domain/vocabulary.js';
import { IsOneOf } from '../../http/validation/is-one-of.js';
import { UsageDto } from './usage.dto.js';

/** The usage whose cost is asked for. */
export class CalculateDto extends UsageDto {
  /** Kind of service; the price does not depend on it. */
  @IsOneOf(SERVICE_TYPES, { optional: true, enumName: 'ServiceType', example: 'model_inference' })
  service_type?: ServiceType;
}
