import type { Decimal } from '../../domain/decimal.js';
import {
  ENFORCEMENTS,
  QUOTA_PERIODS,
  SERVICE_TYPES,
  type Enforcement,
  type QuotaPeriod,
  type ServiceType,
} from '../../domain/vocabulary.js';
import { IsDecimal } from '../../http/validation/is-decimal.js';
import { OptionalId } from '../../http/validation/is-id.js';
import { IsOneOf } from '../../http/validation/is-one-of.js';

/** A new quota. Exactly one of `user_id`, `organization_id` and `subscription_id` says whose usage it limits. */
export class NewQuotaDto {
  /** Limits what this user uses, whoever pays. */
  @OptionalId({ example: 'user123' })
  user_id?: string;

  /** Limits what is used in this organisation's name, by all its users together. */
  @OptionalId()
  organization_id?: string;

  /** Limits the usage that names this subscription. The subscription must exist. */
  @OptionalId()
  subscription_id?: string;

  /** Only usage of this service type counts. */
  @IsOneOf(SERVICE_TYPES, { enumName: 'ServiceType', example: 'model_inference' })
  service_type: ServiceType;

  /** Only usage of this product counts; absent: every product of the service type. */
  @OptionalId({ example: 'gpt-4' })
  product_id?: string;

  /** Most quantity in each period, in the product's unit. Usage up to exactly the limit is allowed. */
  @IsDecimal({ example: '100000' })
  quota_limit: Decimal;

  /** The counter starts again at each UTC midnight, Monday or first of the month. */
  @IsOneOf(QUOTA_PERIODS, { enumName: 'QuotaPeriod', example: 'daily' })
  quota_period: QuotaPeriod;

  /** `hard` (when absent) refuses usage over the limit with 429; `soft` lets it through with a warning. */
  @IsOneOf(ENFORCEMENTS, { enumName: 'Enforcement', example: 'hard', optional: true })
  enforcement?: Enforcement;
}
