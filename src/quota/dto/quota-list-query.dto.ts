import {
  ENFORCEMENTS,
  QUOTA_PERIODS,
  SERVICE_TYPES,
  type Enforcement,
  type QuotaPeriod,
  type ServiceType,
} from '../../domain/vocabulary.js';
import { PageQuery } from '../../http/paging/page-query.dto.js';
import { OptionalId } from '../../http/validation/is-id.js';
import { IsOneOf } from '../../http/validation/is-one-of.js';

/** Which quotas to list: all that match every filter given. */
export class QuotaListQuery extends PageQuery {
  /** Quotas of this user. */
  @OptionalId()
  user_id?: string;

  /** Quotas of this organisation. */
  @OptionalId()
  organization_id?: string;

  /** Quotas of this subscription. */
  @OptionalId()
  subscription_id?: string;

  /** Quotas on this service type. */
  @IsOneOf(SERVICE_TYPES, { enumName: 'ServiceType', optional: true })
  service_type?: ServiceType;

  /** Quotas on this product alone. */
  @OptionalId()
  product_id?: string;

  /** Quotas that start again with this period. */
  @IsOneOf(QUOTA_PERIODS, { enumName: 'QuotaPeriod', optional: true })
  quota_period?: QuotaPeriod;

  /** Hard or soft quotas only. */
  @IsOneOf(ENFORCEMENTS, { enumName: 'Enforcement', optional: true })
  enforcement?: Enforcement;
}
