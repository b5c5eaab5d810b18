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
import { PeriodicWork } from '../../database/pacing/periodic-work.js';
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
  private readonly work: PeriodicWork;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {
    const { keyPurgeIntervalMs: intervalMs } = config.engine;
    const rhythm = { intervalMs, firstAfterMs: Math.min(intervalMs, FIRST_PURGE_MS) };
    this.work = new PeriodicWork(() => this.round(), rhythm, this.logger);
  }

  onApplicationBootstrap(): void {
    this.work.start();
  }

  /** Finishes the step at hand; the next start goes through all of it again. */
  onModuleDestroy(): Promise<void> {
    return this.work.stop();
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

  private async round(): Promise<void> {
    const deleted = await this.purge();
    if (deleted > 0) this.logger.log({ msg: 'Keys past their retention were deleted', deleted });
  }

  private goesOn(): Promise<boolean> {
    return this.work.pause(PAUSE_MS);
  }
}
