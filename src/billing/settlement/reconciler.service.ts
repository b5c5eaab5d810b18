import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { PeriodicWork } from '../../database/pacing/periodic-work.js';
import { AttemptStore, type DueAttempt } from './attempts/attempt.store.js';
import { LeaseStore } from './attempts/lease.store.js';
import { SettlementRunner } from './calls/settlement.runner.js';

/** Attempts of one cell that are taken in one statement. */
const TAKE_LIMIT = 64;
/** Statements of one look at a cell: what is due beyond them waits for the next look. */
const MAX_TAKES = 16;

/** Brings what a crash, a time-out, a full line or an unreachable payer left open to those who finish it. */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Reconciler.name);
  private readonly work: PeriodicWork;

  constructor(
    @Inject(AttemptStore) private readonly attempts: Pick<AttemptStore, 'cells' | 'takeDue'>,
    @Inject(LeaseStore) private readonly leases: Pick<LeaseStore, 'leaseMs'>,
    @Inject(SettlementRunner) private readonly runner: Pick<SettlementRunner, 'startDue'>,
    @Inject(APP_CONFIG) config: AppConfig,
  ) {
    const { pollIntervalMs: intervalMs } = config.settlement;
    this.work = new PeriodicWork(() => this.reconcile(), { intervalMs }, this.logger);
  }

  onApplicationBootstrap(): void {
    this.work.start();
  }

  /** Takes nothing more; what was handed over is finished by the runner, and the rest stays due. */
  onModuleDestroy(): Promise<void> {
    return this.work.stop();
  }

  /** Hands over what is due now, cell by cell. */
  async reconcile(): Promise<void> {
    for (const cell of await this.attempts.cells()) {
      let due: DueAttempt[];
      let takes = 0;
      do {
        if (this.work.isStopping) return;
        due = await this.attempts.takeDue(cell, TAKE_LIMIT, this.leases.leaseMs);
        for (const attempt of due) this.runner.startDue(attempt);
        takes += 1;
      } while (due.length === TAKE_LIMIT && takes < MAX_TAKES);
    }
  }
}
