import type { AccountId, UsageEvent } from './commands.js';
import type { Decimal } from './decimal.js';
import type { ChargeLine } from './rating/quote.js';
import type { QuotaUse } from './quota.js';
import type { BillingMethod, BillingStatus } from './vocabulary.js';

/** The durable obligation made from one charge. */
export interface BillingRecord {
  readonly billingId: string;
  readonly accountId: AccountId;
  /** As it was recorded, with its time filled in. */
  readonly usage: UsageEvent & { readonly usageTimestamp: number };
  readonly model: string | null;
  readonly unitPrice: Decimal | null;
  /** What the usage costs, whether it was charged (completed, refunded) or not. */
  readonly total: Decimal;
  /** Null when the usage has no price. */
  readonly currency: string | null;
  readonly method: BillingMethod | null;
  readonly status: BillingStatus;
  readonly failureReason: string | null;
  readonly priceId: string | null;
  readonly lines: readonly ChargeLine[];
  readonly quotaUses: readonly QuotaUse[];
  readonly refunded: Decimal;
  readonly walletTransactionId: string | null;
  readonly paymentTransactionId: string | null;
  /**
   * What its transaction outside took, where that is another sum than the total because that payer takes whole units
   * only: no more goes back there. Null: the total.
   */
  readonly taken: Decimal | null;
  readonly createdAt: number;
}

const MAX_MODEL_LENGTH = 128;

/** The model that the usage names in its details, for roll-ups; longer or other values are no model. */
export function modelOf(usage: UsageEvent): string | null {
  const model = usage.usageDetails?.['model'];
  return typeof model === 'string' && model.length > 0 && model.length <= MAX_MODEL_LENGTH ? model : null;
}
