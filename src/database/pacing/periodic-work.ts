import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';

export interface Rhythm {
  /** From the end of a round to the next one. */
  readonly intervalMs: number;
  /** Before the first round; absent: at once. */
  readonly firstAfterMs?: number;
  /** How long a stop waits for the round at hand; absent: 5 seconds. */
  readonly stopWaitMs?: number;
}

/** Leaves a stop of the process its time for what comes after: the engine's lanes, the pool, the database. */
const STOP_WAIT_MS = 5_000;

/**
 * What a service does by itself beside its callers, round after round. A round that fails is a line in the log and
 * the next one comes as usual, so that nothing it looks after is ever given up. A round of many steps asks between
 * them whether it shall go on.
 */
export class PeriodicWork {
  private readonly stopping = new AbortController();
  private working: Promise<void> | null = null;
  private rest = new AbortController();
  private isWoken = false;

  constructor(
    private readonly round: () => Promise<void>,
    private readonly rhythm: Rhythm,
    private readonly logger: Pick<Logger, 'warn' | 'error'>,
  ) {}

  get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  start(): void {
    this.working ??= this.work();
  }

  /** There is something to do: the next round comes now, or right after the one at hand. */
  wake(): void {
    this.isWoken = true;
    this.rest.abort();
  }

  /**
   * Begins no further round, and resolves when the one at hand has ended. One that does not end in time is left to
   * itself: the end of the process cuts it off, as a crash would.
   */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.rest.abort();
    const { stopWaitMs = STOP_WAIT_MS } = this.rhythm;
    const waited = new AbortController();
    const late = sleep(stopWaitMs, true, { signal: waited.signal }).catch(() => false);
    const ended = Promise.resolve(this.working).then(() => false);
    if (await Promise.race([ended, late])) {
      this.logger.warn(`A round that was begun has not ended within ${stopWaitMs} ms; the stop goes on.`);
    }
    waited.abort();
  }

  /** Waits, but not beyond a stop; answers whether to go on. */
  async pause(ms: number): Promise<boolean> {
    // An aborted pause is the stop.
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    return !this.isStopping;
  }

  private async restFor(ms: number): Promise<void> {
    if (this.isStopping) return;
    this.rest = new AbortController();
    // An aborted rest is a stop, or the word that there is something to do.
    await sleep(ms, undefined, { signal: this.rest.signal }).catch(() => undefined);
  }

  private async work(): Promise<void> {
    const { intervalMs, firstAfterMs = 0 } = this.rhythm;
    if (firstAfterMs > 0) await this.pause(firstAfterMs);
    while (!this.isStopping) {
      try {
        await this.round();
      } catch (error) {
        this.logger.error({ msg: 'A round of periodic work failed; the next comes as usual', err: error });
      }
      if (!this.isWoken) await this.restFor(intervalMs);
      this.isWoken = false;
    }
  }
}
