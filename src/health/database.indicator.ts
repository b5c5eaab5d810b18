import { Injectable } from '@nestjs/common';
import { type HealthCheckAttempt, HealthIndicatorService } from '@nestjs/terminus';
import { Database } from '../database/database.service.js';
import { appendOnlyEnforced } from '../database/service-rights.js';

/** Short, so that a liveness probe has its answer in time when the database hangs. */
const PING_TIMEOUT_MS = 800;
/** With the time-out, no answer is older than 5 seconds. */
const PING_CACHE_MS = 4_000;
const DETAILS_TIMEOUT_MS = 2_000;

/** What can be asked of the database about its health. */
@Injectable()
export class DatabaseIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly database: Database,
  ) {}

  /** Whether it answered lately. */
  ping(): HealthCheckAttempt {
    return this.indicators
      .check('ping')
      .attempt(async () => void (await this.database.query('SELECT 1')))
      .withTimeout(PING_TIMEOUT_MS)
      .cacheFor(PING_CACHE_MS);
  }

  /** How it is now. */
  details(): HealthCheckAttempt {
    return this.indicators
      .check('database')
      .attempt(async () => {
        const [cells] = await this.database.query<{ count: number }>(
          `SELECT count(*)::int AS count FROM ${this.database.schema}.cells`,
        );
        const enforced = await appendOnlyEnforced(this.database);
        return { cells: cells?.count ?? 0, append_only: enforced ? 'enforced' : 'not_enforced' };
      })
      .withTimeout(DETAILS_TIMEOUT_MS);
  }
}
