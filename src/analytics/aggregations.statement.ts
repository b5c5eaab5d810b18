import type { SqlParameters } from '../database/reads/sql-parameters.js';
import { COLUMN_OF, type Group, type GroupColumn, type PeriodType, unitOf } from './grouping.js';

export interface AggregationQuestion {
  readonly periodType: PeriodType;
  readonly groups: readonly Group[];
  readonly currency: string;
  readonly rowLimit: number;
  readonly groupLimit: number;
  readonly partLimit: number;
}

/** Columns that split each row into its parts, beside those that it is grouped by. */
const PART_COLUMNS = ['service_type', 'product_id', 'model'] as const satisfies readonly GroupColumn[];

/** One part of one row: a service type, product and model in a period and group, beside the totals of the whole. */
export interface PartRow extends Record<GroupColumn, string> {
  /** Rows of the whole answer, before the limit; null when there is no usage. */
  readonly row_count: string | null;
  readonly group_count: string | null;
  /** Which row this is a part of, from 1; null when there is no usage or are too many groups. */
  readonly row_number: string | null;
  readonly period_start: Date;
  readonly record_count: string;
  readonly billed_count: string;
  readonly quantity: string;
  readonly charged: string;
  readonly refunded: string;
  readonly cost_failed: string;
  readonly cost_pending: string;
}

/**
 * Sums the usage to parts, numbers the rows (latest period first) and the groups, and answers the parts of the first
 * rows together with how many rows and groups there are. Always at least one row, for the counts; with too many
 * groups only that. Roll-up rows whose records have all moved on to another status are no usage.
 */
export function aggregationsStatement(
  usage: string,
  question: AggregationQuestion,
  parameters: SqlParameters,
): string {
  const groupColumns = question.groups.map((group) => COLUMN_OF[group]);
  const columns = [...new Set<GroupColumn>([...groupColumns, ...PART_COLUMNS])].join(', ');
  const currency = parameters.add(question.currency);
  const amount = (measure: string) =>
    `coalesce(sum(${measure}) FILTER (WHERE currency = ${currency}), 0) AS ${measure}`;
  const groupNumber =
    groupColumns.length > 0 ? `dense_rank() OVER (ORDER BY ${groupColumns.join(', ')})` : '1';
  return `
    WITH parts AS (
      SELECT date_trunc('${unitOf(question.periodType)}', used_at, 'UTC') AS period_start, ${columns},
             sum(record_count) AS record_count,
             coalesce(sum(record_count) FILTER (WHERE billing_status IN ('completed', 'refunded')), 0) AS billed_count,
             sum(quantity) AS quantity,
             ${['charged', 'refunded', 'cost_failed', 'cost_pending'].map(amount).join(',\n             ')}
        FROM ${usage}
       GROUP BY 1, ${columns}
      HAVING sum(record_count) <> 0 OR sum(refunded) <> 0
    ), numbered AS (
      SELECT parts.*, ${groupNumber} AS group_number,
             dense_rank() OVER (ORDER BY ${['period_start DESC', ...groupColumns].join(', ')}) AS row_number
        FROM parts
    ), totals AS (
      SELECT max(row_number) AS row_count, max(group_number) AS group_count FROM numbered
    )
    SELECT totals.*, numbered.*
      FROM totals
      LEFT JOIN numbered
        ON numbered.row_number <= ${parameters.add(question.rowLimit)}::bigint
       AND totals.group_count <= ${parameters.add(question.groupLimit)}::bigint
     ORDER BY numbered.row_number, service_type, product_id, model
     LIMIT ${parameters.add(question.partLimit + 1)}::bigint`;
}
