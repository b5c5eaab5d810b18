import { IsInstant } from '../../http/validation/is-instant.js';
import { UsageFilterQuery } from './usage-filter-query.dto.js';

/** Without dates: the last 30 days, from a full hour to the next full hour. */
export class StatsQuery extends UsageFilterQuery {
  /** First instant, by usage time. A date alone is its midnight in UTC. */
  @IsInstant({ optional: true, edge: 'start', example: '2025-10-01' })
  start_date?: number;

  /** First instant after the range. A date alone includes that day. */
  @IsInstant({ optional: true, edge: 'end', example: '2025-10-31' })
  end_date?: number;
}
