import { createHash } from 'node:crypto';
import { type Decimal, formatMoney, formatQuantity, fromNumeric, sum } from '../domain/decimal.js';
import { calendarPeriod } from '../domain/rating/period.js';
import type { AggregationQuestion, PartRow } from './aggregations.statement.js';
import type { AggregationDto } from './dto/aggregation.dto.js';
import type { ServiceUsageDto } from './dto/service-usage.dto.js';
import type { UsageTotalsDto } from './dto/usage-totals.dto.js';
import { COLUMN_OF, type Group, type GroupColumn, unitOf } from './grouping.js';

type Question = Pick<AggregationQuestion, 'periodType' | 'groups' | 'currency'>;

/** The rows that the parts make up, in the order of the parts. */
export function aggregationsOf(parts: readonly PartRow[], question: Question): AggregationDto[] {
  return [...groupedBy(parts, (part) => part.row_number).values()].map((row) => aggregationOf(row, question));
}

function aggregationOf(parts: readonly PartRow[], question: Question): AggregationDto {
  const { periodType, groups, currency } = question;
  const first = parts[0] as PartRow;
  const period = calendarPeriod(unitOf(periodType), first.period_start.getTime());
  const { usage_count, usage_amount, total_cost } = totalsOf(parts);
  return {
    aggregation_id: idOf(first, question),
    period_start: new Date(period.start).toISOString(),
    period_end: new Date(period.end).toISOString(),
    period_type: periodType,
    ...groupFields(first, groups),
    total_usage_count: usage_count,
    total_usage_amount: usage_amount,
    total_usage: usage_amount,
    total_cost,
    refunded: formatMoney(total(parts, 'refunded')),
    cost_failed: formatMoney(total(parts, 'cost_failed')),
    cost_pending: formatMoney(total(parts, 'cost_pending')),
    currency,
    service_breakdown: byName(parts, 'service_type', serviceUsageOf),
    is_billed: parts.every((part) => part.billed_count === part.record_count),
  };
}

/** As the platform spells it, `agg_daily_20251011000000`, and a digest of the group where there is one. */
function idOf(part: PartRow, { periodType, groups }: Question): string {
  const digits = part.period_start.toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const id = `agg_${periodType}_${digits}`;
  if (groups.length === 0) return id;
  const names = JSON.stringify(groups.map((group) => [group, part[COLUMN_OF[group]]]));
  return `${id}_${createHash('sha256').update(names).digest('hex').slice(0, 12)}`;
}

function groupFields(part: PartRow, groups: readonly Group[]): Partial<Record<GroupColumn, string | null>> {
  return Object.fromEntries(groups.map((group) => [COLUMN_OF[group], part[COLUMN_OF[group]] || null]));
}

function serviceUsageOf(parts: readonly PartRow[]): ServiceUsageDto {
  return {
    ...totalsOf(parts),
    products: byName(parts, 'product_id', totalsOf),
    models: byName(parts, 'model', totalsOf),
  };
}

function totalsOf(parts: readonly PartRow[]): UsageTotalsDto {
  return {
    usage_count: parts.reduce((count, part) => count + Number(part.record_count), 0),
    usage_amount: formatQuantity(total(parts, 'quantity')),
    total_cost: formatMoney(total(parts, 'charged').minus(total(parts, 'refunded'))),
  };
}

function total(
  parts: readonly PartRow[],
  measure: 'quantity' | 'charged' | 'refunded' | 'cost_failed' | 'cost_pending',
): Decimal {
  return sum(parts.map((part) => fromNumeric(part[measure])));
}

/** One entry for each name, without the parts that have none. Names are clients' words: none can reach a prototype. */
function byName<T>(
  parts: readonly PartRow[],
  column: GroupColumn,
  entryOf: (parts: readonly PartRow[]) => T,
): Record<string, T> {
  const named = groupedBy(
    parts.filter((part) => part[column] !== ''),
    (part) => part[column],
  );
  return Object.fromEntries([...named].map(([name, members]) => [name, entryOf(members)]));
}

function groupedBy<K>(parts: readonly PartRow[], keyOf: (part: PartRow) => K): Map<K, PartRow[]> {
  const groups = new Map<K, PartRow[]>();
  for (const part of parts) {
    const key = keyOf(part);
    const members = groups.get(key);
    if (members) members.push(part);
    else groups.set(key, [part]);
  }
  return groups;
}
