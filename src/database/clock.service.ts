import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { Database } from './database.service.js';
import type { Queryable } from './queryable.js';

/**
 * The time that decisions go by: the database's, so that every process agrees on which window or hour it is, plus
 * the offset that tests travel with.
 */
@Injectable()
export class Clock {
  constructor(
    private readonly database: Database,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** Epoch milliseconds. */
  async now(on: Queryable = this.database): Promise<number> {
    const [row] = await on.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    return (row as { now: Date }).now.getTime() + this.config.engine.clockOffsetMs;
  }
}
