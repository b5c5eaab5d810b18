import { IsRequestedMethod } from '../../billing/dto/is-requested-method.js';
import { UsageDto } from '../../billing/dto/usage.dto.js';
import { type BillingMethod, SERVICE_TYPES, type ServiceType } from '../../domain/vocabulary.js';
import { OptionalId } from '../../http/validation/is-id.js';
import { IsOneOf } from '../../http/validation/is-one-of.js';

/** One usage event to record and bill. */
export class RecordUsageDto extends UsageDto {
  /** Kind of service; quotas are per service type. */
  @IsOneOf(SERVICE_TYPES, { enumName: 'ServiceType', example: 'model_inference' })
  service_type: ServiceType;

  /**
   * How to pay: this method or a refusal. Without it the first that can pay the whole is used: an allowance, credits,
   * the wallet, the card. `subscription_credit` is read as `credit_consumption`.
   */
  @IsRequestedMethod()
  billing_method?: BillingMethod;

  /** The card to charge where a card pays; the oldest when absent. */
  @OptionalId()
  payment_method_id?: string;

  /** The session that the usage belongs to. */
  @OptionalId({ example: 'session789' })
  session_id?: string;

  /**
   * The client's own name for this usage event. Without an `Idempotency-Key` header it makes a retry safe: the same
   * user, product and request_id are billed once.
   */
  @OptionalId({ example: 'req-2025-10-11-0001' })
  request_id?: string;
}
