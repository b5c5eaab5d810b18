import { nameOf, type Books } from './books.js';
import type { UsageRecord } from './rows.js';
import { iso, spanOf } from './calendar.js';
import { exactOf, NOTHING, textOf, type Exact } from './exact.js';

interface Sums {
  count: number;
  quantity: Exact;
  charged: Exact;
  refunded: Exact;
  failed: Exact;
  pending: Exact;
}

/** The roll-ups, added up from the records as they are in the end. */
export function statisticsOf(books: Books): Map<string, Record<string, unknown>> {
  const sums = new Map<string, Sums>();
  const row = (record: UsageRecord, at: number): Sums => {
    const name = rowName(record, at);
    const none = { quantity: NOTHING, charged: NOTHING, refunded: NOTHING, failed: NOTHING };
    const found = sums.get(name) ?? { count: 0, pending: NOTHING, ...none };
    sums.set(name, found);
    return found;
  };
  for (const record of books.records.values()) {
    const { status, total, usedAt, refundedAt } = record;
    const used = row(record, usedAt);
    used.count += 1;
    used.quantity += exactOf(record.usage.usageAmount);
    if (status === 'completed' || status === 'refunded') used.charged += total;
    if (status === 'failed') used.failed += total;
    if (status === 'pending' || status === 'processing') used.pending += total;
    if (refundedAt !== null && total > 0n) row(record, refundedAt).refunded += total;
  }
  return new Map(
    [...sums].map(([name, { count, quantity, charged, refunded, failed, pending }]) => [
      name,
      {
        record_count: String(count),
        quantity: textOf(quantity),
        charged: textOf(charged),
        refunded: textOf(refunded),
        cost_failed: textOf(failed),
        cost_pending: textOf(pending),
      },
    ]),
  );
}

function rowName({ account, usage, method, status, currency }: UsageRecord, at: number): string {
  const model = usage.usageDetails?.['model'];
  return nameOf(
    account,
    iso(spanOf('hour', at).start),
    usage.userId,
    usage.organizationId ?? '',
    usage.agentId ?? '',
    usage.productId,
    usage.serviceType,
    typeof model === 'string' ? model : '',
    method ?? '',
    status,
    currency ?? '',
  );
}
