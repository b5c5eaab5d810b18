import { type Decimal, ZERO } from './decimal.js';
import { calendarPeriod } from './period.js';
import type { BillingRecord } from './record.js';
import type { BillingStatus } from './vocabulary.js';

/** What one record adds to (or takes from) one row of the roll-ups. Absent key parts are `''`. */
export interface RollupDelta {
  readonly accountId: string;
  readonly usageHour: number;
  readonly userId: string;
  readonly organizationId: string;
  readonly agentId: string;
  readonly productId: string;
  readonly serviceType: string;
  readonly model: string;
  readonly method: string;
  readonly status: BillingStatus;
  readonly currency: string;
  readonly count: number;
  readonly quantity: Decimal;
  readonly charged: Decimal;
  readonly refunded: Decimal;
  readonly costFailed: Decimal;
  readonly costPending: Decimal;
}

/** The change of the roll-ups when a record is made (`before` null) or changes its status or amounts. */
export function rollupDeltas(before: BillingRecord | null, after: BillingRecord): RollupDelta[] {
  const added = contributionOf(after);
  return before ? [negated(contributionOf(before)), added] : [added];
}

/** A refund counts in the hour it was made, so that the revenue of a closed day does not change afterwards. */
export function refundDelta(record: BillingRecord, amount: Decimal, refundedAt: number): RollupDelta {
  return { ...keyOf(record, refundedAt), ...NOTHING, status: 'refunded', refunded: amount };
}

const NOTHING = {
  count: 0,
  quantity: ZERO,
  charged: ZERO,
  refunded: ZERO,
  costFailed: ZERO,
  costPending: ZERO,
};

function contributionOf(record: BillingRecord): RollupDelta {
  const { status, total } = record;
  return {
    ...keyOf(record, record.usage.usageTimestamp),
    count: 1,
    quantity: record.usage.usageAmount,
    charged: status === 'completed' || status === 'refunded' ? total : ZERO,
    refunded: ZERO,
    costFailed: status === 'failed' ? total : ZERO,
    costPending: status === 'pending' || status === 'processing' ? total : ZERO,
  };
}

function negated(delta: RollupDelta): RollupDelta {
  return {
    ...delta,
    count: -delta.count,
    quantity: ZERO.minus(delta.quantity),
    charged: ZERO.minus(delta.charged),
    costFailed: ZERO.minus(delta.costFailed),
    costPending: ZERO.minus(delta.costPending),
  };
}

function keyOf(record: BillingRecord, at: number) {
  return {
    accountId: record.accountId,
    usageHour: calendarPeriod('hour', at).start,
    userId: record.usage.userId,
    organizationId: record.usage.organizationId ?? '',
    agentId: record.usage.agentId ?? '',
    productId: record.usage.productId,
    serviceType: record.usage.serviceType,
    model: record.model ?? '',
    method: record.method ?? '',
    status: record.status,
    currency: record.currency ?? '',
  };
}
