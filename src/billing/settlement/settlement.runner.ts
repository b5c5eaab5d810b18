import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { AttemptStore } from './attempt.store.js';
import { PaymentCall } from './payment-call.service.js';
import { Settlement } from './settlement.service.js';

/** Calls to the payment service at once. */
export const MAX_CALLS = 64;
/** Attempts that wait for their call in this process; past it the reconciler finds them. */
export const MAX_WAITING = 4_096;

/**
 * Runs an attempt as soon as the batch that made it is committed, outside every transaction. What it drops (a full
 * queue, a stop, a crash) stays due in the table for the reconciler.
 */
@Injectable()
export class SettlementRunner implements OnModuleDestroy {
  private readonly logger = new Logger(SettlementRunner.name);
  private readonly waiting: string[] = [];
  private readonly running = new Set<Promise<void>>();
  private stopping = false;

  constructor(
    @Inject(AttemptStore) private readonly attempts: Pick<AttemptStore, 'find'>,
    private readonly call: PaymentCall,
    private readonly settlement: Settlement,
  ) {}

  start(attemptId: string): void {
    if (this.stopping || this.isFull()) return;
    this.waiting.push(attemptId);
    this.runNext();
  }

  /** True when one more attempt would be left to the reconciler. */
  isFull(): boolean {
    return this.waiting.length >= MAX_WAITING;
  }

  /** Finishes the calls that are under way, each bounded by its time-out, before the engine takes no more commands. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    this.waiting.length = 0;
    await Promise.all(this.running);
  }

  private runNext(): void {
    while (this.running.size < MAX_CALLS) {
      const attemptId = this.waiting.shift();
      if (attemptId === undefined) return;
      const run = this.run(attemptId).finally(() => {
        this.running.delete(run);
        this.runNext();
      });
      this.running.add(run);
    }
  }

  private async run(attemptId: string): Promise<void> {
    try {
      const attempt = await this.attempts.find(attemptId);
      if (attempt?.state !== 'created') return;
      await this.settlement.settle(attempt, await this.call.send(attempt));
    } catch (error) {
      // The attempt is still due: the reconciler asks what became of it.
      this.logger.error(`Attempt ${attemptId} is left to the reconciler.`, error);
    }
  }
}
