import { Injectable } from '@nestjs/common';

/** Counts the requests in flight, and knows whether the process still takes new ones. */
@Injectable()
export class Draining {
  private inFlight = 0;
  private shuttingDown = false;
  private idle: (() => void) | null = null;

  get isShuttingDown(): boolean {
    return this.shuttingDown;
  }

  get requestsInFlight(): number {
    return this.inFlight;
  }

  begin(): void {
    this.shuttingDown = true;
  }

  enter(): void {
    this.inFlight += 1;
  }

  leave(): void {
    this.inFlight -= 1;
    if (this.inFlight === 0) this.idle?.();
  }

  /** Resolves with true when no request is in flight any more, with false when the time is over. */
  async whenIdle(timeoutMs: number): Promise<boolean> {
    if (this.inFlight === 0) return true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.idle = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
