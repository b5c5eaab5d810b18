import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { Database } from '../../database/database.service.js';
import { WAITING_SINCE } from './attempts/waiting-since.js';

/** Open attempts of one kind. */
export interface BacklogLine {
  readonly kind: string;
  /** `created`: its call may be under way. `unknown`: the upstream is asked what became of it. */
  readonly state: string;
  readonly count: number;
  /** Of the oldest one, at the moment of the answer. */
  readonly oldestAgeMs: number;
}

/** Past so many in one cell they are not counted on: that many are trouble enough. */
export const MOST_COUNTED = 10_000;
/** The database is asked no more often, however many ask. */
const FRESH_MS = 5_000;
/** An answer is not kept waiting longer; the look goes on for those who ask next. */
const WAIT_MS = 1_000;
const STATEMENT_TIMEOUT_MS = 2_000;
/** Nobody is told an older answer. */
const STALE_MS = 60_000;

/** What is not settled yet in this database, by all processes: each record that waits for an upstream has an open attempt. */
@Injectable()
export class Backlog {
  private readonly logger = new Logger(Backlog.name);
  private lines: readonly BacklogLine[] = [];
  private readAt = -Infinity;
  private looking: Promise<void> | null = null;

  constructor(
    private readonly database: Database,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** At most some seconds old, or null when the database has not answered for a minute. Never throws, never waits long. */
  async figures(): Promise<readonly BacklogLine[] | null> {
    if (performance.now() - this.readAt > FRESH_MS) {
      this.looking ??= this.look();
      await Promise.race([this.looking, sleep(WAIT_MS, undefined, { ref: false })]);
    }
    const elapsedMs = performance.now() - this.readAt;
    if (elapsedMs > STALE_MS) return null;
    return this.lines.map((line) => ({ ...line, oldestAgeMs: line.oldestAgeMs + elapsedMs }));
  }

  private async look(): Promise<void> {
    try {
      this.lines = await this.read();
      this.readAt = performance.now();
    } catch (error) {
      this.logger.debug({ msg: 'The backlog could not be read', err: error });
    } finally {
      this.looking = null;
    }
  }

  /** The index of open attempts holds exactly those, so that this costs what is open and nothing for what is settled. */
  private async read(): Promise<BacklogLine[]> {
    const s = this.database.schema;
    const rows = await this.database.transaction(async (tx) => {
      await tx.query(`SELECT set_config('statement_timeout', $1, true)`, [String(STATEMENT_TIMEOUT_MS)]);
      return tx.query<BacklogRow>(
        `SELECT o.kind, o.state, count(*)::int AS count,
                (extract(epoch FROM now() - min(o.since)) * 1000 + $2)::float8 AS oldest_age_ms
           FROM ${s}.cells c
          CROSS JOIN LATERAL (
                SELECT t.kind, t.state, ${WAITING_SINCE} AS since
                  FROM (SELECT a.cell, a.kind, a.state, a.billing_id, a.created_at
                          FROM ${s}.settlement_attempts a
                         WHERE a.cell = c.cell AND a.state IN ('created', 'unknown')
                         ORDER BY a.due_at
                         LIMIT $1) t
                  LEFT JOIN ${s}.billing_records r ON r.cell = t.cell AND r.billing_id = t.billing_id) o
          GROUP BY o.kind, o.state
          ORDER BY o.kind, o.state`,
        [MOST_COUNTED, this.config.engine.clockOffsetMs],
      );
    });
    return rows.map(({ kind, state, count, oldest_age_ms }) => ({
      kind,
      state,
      count,
      oldestAgeMs: Math.max(0, oldest_age_ms),
    }));
  }
}

interface BacklogRow {
  readonly kind: string;
  readonly state: string;
  readonly count: number;
  readonly oldest_age_ms: number;
}
