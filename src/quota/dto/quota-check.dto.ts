import type { Decimal } from '../../domain/decimal.js';
import { SERVICE_TYPES, type ServiceType } from '../../domain/vocabulary.js';
import { IsDecimal } from '../../http/validation/is-decimal.js';
import { OptionalId } from '../../http/validation/is-id.js';
import { IsOneOf } from '../../http/validation/is-one-of.js';

/** A usage that is about to happen. Asking changes nothing and sets nothing aside. */
export class QuotaCheckDto {
  /** Who would use it. An id that is absent or empty meets no quota. */
  @OptionalId({ example: 'user123' })
  user_id?: string;

  /** The organisation in whose name it would be used. */
  @OptionalId({ example: 'org456' })
  organization_id?: string;

  /** The subscription that the usage would name. */
  @OptionalId()
  subscription_id?: string;

  /** What kind of usage it is. */
  @IsOneOf(SERVICE_TYPES, { enumName: 'ServiceType', example: 'model_inference' })
  service_type: ServiceType;

  /** Without a product only the quotas that cover every product are asked. */
  @OptionalId({ example: 'gpt-4' })
  product_id?: string;

  /** Quantity in the product's unit. */
  @IsDecimal({ example: 1000 })
  requested_amount: Decimal;
}
