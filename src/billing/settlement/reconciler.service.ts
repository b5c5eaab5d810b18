import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { PeriodicWork } from '../../database/periodic-work.js';
import { WalletTransfers } from '../../integrations/wallet/wallet-transfers.service.js';
import { AttemptStore } from './attempt.store.js';
import { PaymentCall } from './payment-call.service.js';
import type { SettlementAttempt } from './settlement-attempt.js';
import { Settlement } from './settlement.service.js';

/** Attempts of one cell that are worked on at once. */
const CLAIM_LIMIT = 16;

/**
 * Finishes what a crash, a time-out or a full queue left open. It asks before it ever tries again: an attempt without
 * an answer may have moved money.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Reconciler.name);
  private readonly work: PeriodicWork;

  constructor(
    @Inject(AttemptStore) private readonly attempts: Pick<AttemptStore, 'cells' | 'claimDue'>,
    private readonly call: PaymentCall,
    private readonly settlement: Settlement,
    @Inject(WalletTransfers) private readonly transfers: Pick<WalletTransfers, 'complete'>,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {
    const { pollIntervalMs: intervalMs } = config.settlement;
    this.work = new PeriodicWork(() => this.reconcile(), { intervalMs }, this.logger);
  }

  onApplicationBootstrap(): void {
    this.work.start();
  }

  /** Finishes the attempts at hand, before the engine takes no more commands; the rest stays due. */
  onModuleDestroy(): Promise<void> {
    return this.work.stop();
  }

  /** Works off every attempt that is due now, cell by cell. */
  async reconcile(): Promise<void> {
    for (const cell of await this.attempts.cells()) {
      let claimed: SettlementAttempt[];
      do {
        if (this.work.isStopping) return;
        claimed = await this.attempts.claimDue(cell, CLAIM_LIMIT, this.leaseMs());
        await Promise.all(claimed.map((attempt) => this.finish(attempt)));
      } while (claimed.length === CLAIM_LIMIT);
    }
  }

  private async finish(attempt: SettlementAttempt): Promise<void> {
    try {
      if (attempt.kind === 'transfer') await this.transfers.complete(attempt.attemptId);
      else await this.finishPayment(attempt);
    } catch (error) {
      this.logger.error(`Attempt ${attempt.attemptId} stays open until its lease ends.`, error);
    }
  }

  private async finishPayment(attempt: SettlementAttempt): Promise<void> {
    const found = await this.call.ask(attempt);
    if (found !== null) return this.settlement.settle(attempt, found);
    // Younger than this, its first call may still be on the way: look again when the lease ends.
    if (attempt.ageMs < this.firstCallEndsMs()) return;
    await this.settlement.settle(attempt, await this.call.send(attempt));
  }

  private firstCallEndsMs(): number {
    return this.config.settlement.callTimeoutMs + this.config.settlement.recheckMs;
  }

  /** Long enough for a question and a call. */
  private leaseMs(): number {
    return 2 * this.config.settlement.callTimeoutMs + this.config.settlement.recheckMs;
  }
}
