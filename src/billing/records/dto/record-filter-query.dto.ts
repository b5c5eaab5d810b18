import {
  ACCOUNT_TYPES,
  BILLING_STATUSES,
  SERVICE_TYPES,
  type AccountType,
  type BillingStatus,
  type ServiceType,
} from '../../../domain/vocabulary.js';
import { PageQuery } from '../../../http/paging/page-query.dto.js';
import { IsInstant } from '../../../http/validation/is-instant.js';
import { OptionalId } from '../../../http/validation/is-id.js';
import { IsOneOf } from '../../../http/validation/is-one-of.js';

/** Which records to list: all that match every filter given, newest usage first. */
export class RecordFilterQuery extends PageQuery {
  /** Records in this status. */
  @IsOneOf(BILLING_STATUSES, { enumName: 'BillingStatus', optional: true })
  status?: BillingStatus;

  /** Records of this service type. */
  @IsOneOf(SERVICE_TYPES, { enumName: 'ServiceType', optional: true })
  service_type?: ServiceType;

  /** Records of this product. */
  @OptionalId()
  product_id?: string;

  /** Records of this agent. */
  @OptionalId()
  agent_id?: string;

  /** Records attributed to this organisation. */
  @OptionalId()
  organization_id?: string;

  /** With `billing_account_id`: records that this account pays for. */
  @IsOneOf(ACCOUNT_TYPES, { enumName: 'AccountType', optional: true })
  billing_account_type?: AccountType;

  /** Records that this account pays for; a user's unless `billing_account_type` says otherwise. */
  @OptionalId()
  billing_account_id?: string;

  /** First instant, by usage time. A date alone is its midnight in UTC. */
  @IsInstant({ optional: true, edge: 'start', example: '2025-10-01' })
  start_date?: number;

  /** First instant after the range. A date alone includes that day. */
  @IsInstant({ optional: true, edge: 'end', example: '2025-10-31' })
  end_date?: number;
}
