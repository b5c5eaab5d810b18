import { SERVICE_TYPES, type ServiceType } from '../../domain/vocabulary.js';
import { IsOneOf } from '../../http/validation/is-one-of.js';

export class UserQuotasQuery {
  /** Only quotas on this service type. */
  @IsOneOf(SERVICE_TYPES, { enumName: 'ServiceType', optional: true })
  service_type?: ServiceType;
}
