import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { Clock } from '../../database/clock.service.js';
import { Database } from '../../database/database.service.js';
import { WriteKeySweep } from '../../database/write-key-sweep.js';
import { KeySweep } from './key-sweep.js';

const DAY_MS = 86_400_000;
/** A service that is started anew every hour comes to its keys all the same. */
const FIRST_PURGE_MS = 60_000;
/** Between two steps, so that billing hardly notices. */
const PAUSE_MS = 20;

/**
 * Forgets the keys of writes that left no record when they are older than the retention: a wallet's deposits, cards,
 * products, limits. It runs beside billing and takes no lock of an account. A key that is sent again after that is a new one.
 */
@Injectable()
export class KeyPurge implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(KeyPurge.name);
  private readonly stop = new AbortController();
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.working = this.work();
  }

  /** Finishes the step at hand; the next start goes through all of it again. */
  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    await this.working;
  }

  /** One pass over all keys; answers how many it deleted. */
  async purge(): Promise<number> {
    const before = new Date((await this.clock.now()) - this.config.engine.keyRetentionDays * DAY_MS);
    const cells = await this.database.query<{ cell: number }>(
      `SELECT cell FROM ${this.database.schema}.cells ORDER BY cell`,
    );
    let deleted = 0;
    for (const { cell } of cells) {
      const sweep = new KeySweep(this.database, cell, before);
      while (!sweep.isDone && (await this.goesOn())) deleted += await sweep.step();
    }
    const writes = new WriteKeySweep(this.database, before);
    while (!writes.isDone && (await this.goesOn())) deleted += await writes.step();
    return deleted;
  }

  private async work(): Promise<void> {
    const { keyPurgeIntervalMs } = this.config.engine;
    await this.pause(Math.min(keyPurgeIntervalMs, FIRST_PURGE_MS));
    while (!this.stop.signal.aborted) {
      try {
        const deleted = await this.purge();
        if (deleted > 0) this.logger.log({ msg: 'Keys past their retention were deleted', deleted });
      } catch (error) {
        this.logger.warn({ msg: 'Deleting old keys failed; the next look comes as usual', err: error });
      }
      await this.pause(keyPurgeIntervalMs);
    }
  }

  /** False when the service stops. */
  private async goesOn(): Promise<boolean> {
    await this.pause(PAUSE_MS);
    return !this.stop.signal.aborted;
  }

  /** An aborted pause is the stop. */
  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stop.signal }).catch(() => undefined);
  }
}
