import { unitsOf, textOf, type Units } from './exact-amount.js';
import type { ServiceBooks, UsageGroup } from './service-books.js';
import { CURRENCY, type TracePlan } from './trace-plan.js';

const HOUR_MS = 3_600_000;

/** What the statistics, limited to this file's product, say of all users together. */
export interface StatisticsAudit {
  readonly records: number;
  readonly revenue: Units;
  readonly fault: string | null;
}

/** The statistics of the full hours that the trace lies in: there they are roll-up rows and nothing else. */
export function statisticsPath(plan: TracePlan): string {
  const { start, end } = hoursOf(plan);
  return `/api/v1/stats?start_date=${start}&end_date=${end}&product_id=${plan.productId}&currency=${CURRENCY}`;
}

export async function auditStatistics(books: ServiceBooks, plan: TracePlan): Promise<StatisticsAudit> {
  const statistics = await books.read(statisticsPath(plan));
  const records = statistics.number('total_billing_records');
  const revenue = unitsOf(statistics.text('total_revenue'));
  return { records, revenue, fault: statisticsFault(plan, records, revenue) };
}

function statisticsFault({ total }: TracePlan, records: number, revenue: Units): string | null {
  if (records !== total.requests) return `statistics: ${records} records, calculated ${total.requests}`;
  if (revenue !== total.amount)
    return `statistics: revenue ${textOf(revenue)}, calculated ${textOf(total.amount)}`;
  return null;
}

/** What the aggregations say of this file's product, by user. */
export function usageByUser(books: ServiceBooks, plan: TracePlan): Promise<Map<string, UsageGroup>> {
  const { start, end } = hoursOf(plan);
  return books.usageByUser(`period_start=${start}&period_end=${end}&product_id=${plan.productId}`);
}

function hoursOf(plan: TracePlan): { start: string; end: string } {
  return {
    start: new Date(Math.floor(plan.firstMs / HOUR_MS) * HOUR_MS).toISOString(),
    end: new Date((Math.floor(plan.lastMs / HOUR_MS) + 1) * HOUR_MS).toISOString(),
  };
}
