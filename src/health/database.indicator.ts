import { Injectable } from '@nestjs/common';
import { type HealthCheckAttempt, HealthIndicatorService } from '@nestjs/terminus';
import { Database } from '../database/database.service.js';
import { appendOnlyEnforced } from '../database/schema/service-rights.js';
import { Engine } from '../engine/engine.service.js';

/** Short, so that a liveness probe has its answer in time when the database hangs. */
const PING_TIMEOUT_MS = 800;
/** With the time-out, no answer is older than 5 seconds. */
const PING_CACHE_MS = 4_000;
const DETAILS_TIMEOUT_MS = 2_000;
const TAKES_NO_WRITES = 'it takes no writes';

/** What can be asked of the database about its health. */
@Injectable()
export class DatabaseIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly database: Database,
    private readonly engine: Engine,
  ) {}

  /** Whether it lately answered, and took writes. */
  ping(): HealthCheckAttempt {
    return this.indicators
      .check('ping')
      .attempt(() => this.refuseReadOnly())
      .withTimeout(PING_TIMEOUT_MS)
      .cacheFor(PING_CACHE_MS);
  }

  /** How it is now. */
  details(): HealthCheckAttempt {
    return this.indicators
      .check('database')
      .attempt(async () => {
        await this.refuseReadOnly();
        const [cells] = await this.database.query<{ count: number }>(
          `SELECT count(*)::int AS count FROM ${this.database.schema}.cells`,
        );
        const enforced = await appendOnlyEnforced(this.database);
        return { cells: cells?.count ?? 0, append_only: enforced ? 'enforced' : 'not_enforced' };
      })
      .withTimeout(DETAILS_TIMEOUT_MS);
  }

  /** A standby and a read-only database say so themselves; a full disk shows in what became of the batches. */
  private async refuseReadOnly(): Promise<void> {
    const [session] = await this.database.query<{ read_only: boolean }>(
      `SELECT current_setting('transaction_read_only')::boolean AS read_only`,
    );
    if (session?.read_only || this.engine.writeRefusals.areRecent) throw new Error(TAKES_NO_WRITES);
  }
}
