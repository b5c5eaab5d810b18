import { type Decimal, ZERO } from './decimal.js';
import { calendarPeriod } from './rating/period.js';
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
  return deltaOf(record, refundedAt, 'refunded', 0, ZERO, ZERO, amount);
}

function contributionOf(record: BillingRecord): RollupDelta {
  const { status, total, usage } = record;
  const charged = status === 'completed' || status === 'refunded' ? total : ZERO;
  return deltaOf(record, usage.usageTimestamp, status, 1, usage.usageAmount, charged, ZERO);
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

/** One literal, not composed of parts: every charge makes one. */
function deltaOf(
  record: BillingRecord,
  at: number,
  status: BillingStatus,
  count: number,
  quantity: Decimal,
  charged: Decimal,
  refunded: Decimal,
): RollupDelta {
  const { usage } = record;
  return {
    accountId: record.accountId,
    usageHour: calendarPeriod('hour', at).start,
    userId: usage.userId,
    organizationId: usage.organizationId ?? '',
    agentId: usage.agentId ?? '',
    productId: usage.productId,
    serviceType: usage.serviceType,
    model: record.model ?? '',
    method: record.method ?? '',
    status,
    currency: record.currency ?? '',
    count,
    quantity,
    charged,
    refunded,
    costFailed: status === 'failed' ? record.total : ZERO,
    costPending: status === 'pending' || status === 'processing' ? record.total : ZERO,
  };
}
