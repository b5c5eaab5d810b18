import type { Period } from '../../domain/rating/period.js';
import { splitAtHours, type TimeRange } from './hour-split.js';
import type { SqlParameters } from './sql-parameters.js';

/** The parts of the roll-ups' key that a caller may filter by. */
export const USAGE_FILTERS = [
  'account_id',
  'user_id',
  'organization_id',
  'agent_id',
  'product_id',
  'service_type',
  'model',
  'billing_status',
] as const;
export type UsageFilter = { readonly [Key in (typeof USAGE_FILTERS)[number]]?: string | null };

export interface UsageQuery {
  readonly range: TimeRange;
  readonly filter: UsageFilter;
  /** False where only records are counted: a refund adds none. */
  readonly withRefunds: boolean;
}

const KEY_COLUMNS = `account_id, user_id, organization_id, agent_id, product_id, service_type, model, billing_method,
    billing_status, currency`;
const MEASURES = 'record_count, quantity, charged, refunded, cost_failed, cost_pending';

/**
 * The usage of a range as one relation, to stand after FROM: `usage` with the roll-ups' key columns and measures, and
 * `used_at`, when they count. Full hours come from the roll-ups and nothing else; the edges inside an hour come from the records by their usage
 * time and the refunds by their own. Statistics, aggregations and counts all read this relation, so they agree.
 */
export function usageSource(schema: string, query: UsageQuery, parameters: SqlParameters): string {
  const { hours, edges } = splitAtHours(query.range);
  const branches = [
    ...(hours ? [rollupsOf(schema, query.filter, hours, parameters)] : []),
    ...edges.flatMap((edge) => [
      recordsOf(schema, query.filter, edge, parameters),
      ...(query.withRefunds ? [refundsOf(schema, query.filter, edge, parameters)] : []),
    ]),
  ];
  const union = branches.length > 0 ? branches.join('\n  UNION ALL\n') : nothing(schema);
  return `(\n${union}\n) AS usage (used_at, ${KEY_COLUMNS}, ${MEASURES})`;
}

function rollupsOf(schema: string, filter: UsageFilter, hours: TimeRange, parameters: SqlParameters): string {
  const conditions = [
    ...timeConditions('usage_hour', hours, parameters),
    ...filterConditions('u', filter, parameters),
  ];
  return `  SELECT usage_hour, ${KEY_COLUMNS}, ${MEASURES}
    FROM ${schema}.usage_rollups u ${where(conditions)}`;
}

/** The same measures as src/domain/rollup.ts gives a record. */
function recordsOf(schema: string, filter: UsageFilter, edge: Period, parameters: SqlParameters): string {
  const conditions = [
    ...timeConditions('r.usage_timestamp', edge, parameters),
    ...filterConditions('r', filter, parameters),
  ];
  return `  SELECT r.usage_timestamp, ${keyOf('r.billing_status')}, 1, r.usage_amount,
    CASE WHEN r.billing_status IN ('completed', 'refunded') THEN r.total_amount ELSE 0 END, 0,
    CASE WHEN r.billing_status = 'failed' THEN r.total_amount ELSE 0 END,
    CASE WHEN r.billing_status IN ('pending', 'processing') THEN r.total_amount ELSE 0 END
    FROM ${schema}.billing_records r ${where(conditions)}`;
}

/** A refund counts when it was made, under the key of the record that it gives back. */
function refundsOf(schema: string, filter: UsageFilter, edge: Period, parameters: SqlParameters): string {
  const { billing_status: status, ...recordFilter } = filter;
  const conditions = [
    `p.operation = 'refund'`,
    ...timeConditions('p.created_at', edge, parameters),
    ...filterConditions('r', recordFilter, parameters),
    ...(status ? [`'refunded' = ${parameters.add(status)}`] : []),
  ];
  return `  SELECT p.created_at, ${keyOf(`'refunded'`)}, 0, 0, 0, p.amount, 0, 0
    FROM ${schema}.postings p
    JOIN ${schema}.billing_records r ON r.cell = p.cell AND r.billing_id = p.billing_id ${where(conditions)}`;
}

/** The roll-ups' key of a record: absent parts are `''`. */
function keyOf(status: string): string {
  return `r.account_id, r.user_id, coalesce(r.organization_id, ''), coalesce(r.agent_id, ''), r.product_id,
    r.service_type, coalesce(r.model, ''), coalesce(r.billing_method, ''), ${status}, coalesce(r.currency, '')`;
}

function nothing(schema: string): string {
  return `  SELECT usage_hour, ${KEY_COLUMNS}, ${MEASURES} FROM ${schema}.usage_rollups WHERE false`;
}

export function timeConditions(
  column: string,
  { start, end }: TimeRange,
  parameters: SqlParameters,
): string[] {
  return [
    ...(start === null ? [] : [`${column} >= ${parameters.add(new Date(start))}`]),
    ...(end === null ? [] : [`${column} < ${parameters.add(new Date(end))}`]),
  ];
}

/** A filter that is absent, null or `''` lets everything through. */
export function filterConditions(alias: string, filter: UsageFilter, parameters: SqlParameters): string[] {
  return USAGE_FILTERS.flatMap((name) => {
    const value = filter[name];
    return value ? [`${alias}.${name} = ${parameters.add(value)}`] : [];
  });
}

export function where(conditions: readonly string[]): string {
  return conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
}
