import { field } from '../../http/validation/field.js';
import { IsInstant } from '../../http/validation/is-instant.js';
import { IsInteger } from '../../http/validation/is-integer.js';
import { IsOneOf } from '../../http/validation/is-one-of.js';
import {
  type Group,
  GROUPS,
  PERIOD_TYPE_ALIASES,
  PERIOD_TYPES,
  type PeriodType,
  readGroups,
} from '../grouping.js';
import { UsageFilterQuery } from './usage-filter-query.dto.js';

export const DEFAULT_ROWS = 100;
export const MAX_ROWS = 10_000;

/** Without dates: the last 30 days (by the hour: 14), from a full hour to the next full hour. */
export class AggregationsQuery extends UsageFilterQuery {
  /** First instant, by usage time. A date alone is its midnight in UTC. */
  @IsInstant({ optional: true, edge: 'start', example: '2025-10-01' })
  period_start?: number;

  /** First instant after the range. A date alone includes that day. */
  @IsInstant({ optional: true, edge: 'end', example: '2025-10-31' })
  period_end?: number;

  /** Length of a period, in UTC; weeks begin on Monday. Also `hour`, `day`, `week`, `month`. */
  @IsOneOf(PERIOD_TYPES, {
    optional: true,
    enumName: 'PeriodType',
    aliases: PERIOD_TYPE_ALIASES,
    description:
      'Length of a period, in UTC; `daily` when absent. Weeks begin on Monday. `hour`, `day`, `week` and `month` do too.',
  })
  period_type: PeriodType = 'daily';

  /** One row for each value of these in each period; without it one row a period. */
  @GroupBy()
  group_by: Group[] = [];

  @IsInteger({
    optional: true,
    min: 1,
    max: MAX_ROWS,
    default: DEFAULT_ROWS,
    description: 'Most rows in the answer.',
  })
  limit: number = DEFAULT_ROWS;
}

function GroupBy(): PropertyDecorator {
  const description =
    `Any of ${GROUPS.join(', ')} (or \`user_id\`, \`organization_id\`, \`agent_id\`, \`product_id\`), ` +
    'separated by commas: one row for each combination in each period. Without it one row a period.';
  // Documented as a repeated parameter, which is what generated clients send.
  const items = { type: 'string', enum: [...GROUPS] };
  return field('group_by', readGroups, { optional: true, description }, { type: 'array', items });
}
