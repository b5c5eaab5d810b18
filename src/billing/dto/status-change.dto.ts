import { BILLING_STATUSES, type BillingStatus } from '../../domain/vocabulary.js';
import { OptionalId } from '../../http/validation/is-id.js';
import { IsOneOf } from '../../http/validation/is-one-of.js';
import { IsText } from '../../http/validation/is-text.js';

/** Query of the status route. */
export class StatusChangeDto {
  /** The status that the record shall have. */
  @IsOneOf(BILLING_STATUSES, { enumName: 'BillingStatus', example: 'refunded' })
  status: BillingStatus;

  /** Why; kept with a refund. */
  @IsText({ optional: true, maxLength: 500, example: 'ordered twice' })
  failure_reason?: string;

  /** The wallet transaction that settled the record outside this service. */
  @OptionalId()
  wallet_transaction_id?: string;

  /** The payment that settled the record outside this service. */
  @OptionalId()
  payment_transaction_id?: string;
}
