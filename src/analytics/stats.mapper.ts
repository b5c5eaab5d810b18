import { type Decimal, formatMoney, fromNumeric, sum, ZERO } from '../domain/decimal.js';
import type { Period } from '../domain/rating/period.js';
import type { BillingStatus } from '../domain/vocabulary.js';
import type { StatsDto } from './dto/stats.dto.js';

/** One group of usage, beside the counts of the whole; the group is null when there is no usage. */
export interface StatsRow {
  readonly users: string;
  readonly organizations: string;
  readonly service_type: string | null;
  readonly billing_method: string;
  readonly billing_status: BillingStatus;
  readonly currency: string;
  readonly record_count: string;
  readonly revenue: string;
  readonly cost_failed: string;
  readonly cost_pending: string;
}

interface Answered {
  readonly range: Period;
  readonly currency: string;
  readonly now: number;
}

export function toStatsDto(rows: readonly StatsRow[], { range, currency, now }: Answered): StatsDto {
  const groups = rows.filter((row) => row.service_type !== null);
  const priced = groups.filter((group) => group.currency === currency);
  return {
    total_billing_records: countOf(groups, ['pending', 'processing', 'completed', 'failed', 'refunded']),
    pending_billing_records: countOf(groups, ['pending', 'processing']),
    completed_billing_records: countOf(groups, ['completed']),
    failed_billing_records: countOf(groups, ['failed']),
    total_revenue: total(priced, 'revenue'),
    revenue_by_service: revenueBy(priced, 'service_type'),
    revenue_by_method: revenueBy(priced, 'billing_method'),
    active_users: Number(rows[0]?.users ?? 0),
    active_organizations: Number(rows[0]?.organizations ?? 0),
    stats_period_start: new Date(range.start).toISOString(),
    stats_period_end: new Date(range.end).toISOString(),
    revenue_by_currency: revenueBy(groups, 'currency'),
    cost_failed: total(priced, 'cost_failed'),
    cost_pending: total(priced, 'cost_pending'),
    currency,
    as_of: new Date(now).toISOString(),
  };
}

function countOf(groups: readonly StatsRow[], statuses: readonly BillingStatus[]): number {
  const counted = groups.filter((group) => statuses.includes(group.billing_status));
  return counted.reduce((count, group) => count + Number(group.record_count), 0);
}

function total(groups: readonly StatsRow[], amount: 'revenue' | 'cost_failed' | 'cost_pending'): string {
  return formatMoney(sum(groups.map((group) => fromNumeric(group[amount]))));
}

/** Sorted by name, without what comes to zero. */
function revenueBy(
  groups: readonly StatsRow[],
  key: 'service_type' | 'billing_method' | 'currency',
): Record<string, string> {
  const revenues = new Map<string, Decimal>();
  for (const group of groups) {
    const name = group[key] ?? '';
    revenues.set(name, (revenues.get(name) ?? ZERO).plus(fromNumeric(group.revenue)));
  }
  const shown = [...revenues].filter(([, revenue]) => !revenue.eq(ZERO)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(shown.map(([name, revenue]) => [name, formatMoney(revenue)]));
}
