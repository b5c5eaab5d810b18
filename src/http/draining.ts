import { Injectable } from '@nestjs/common';
import { DomainError, refuse } from '../domain/problems/problems.js';

/** Counts the requests in flight, and knows whether the process still takes new ones. */
@Injectable()
export class Draining {
  private inFlight = 0;
  private readonly stop = new AbortController();
  private idle: (() => void) | null = null;

  get isShuttingDown(): boolean {
    return this.stop.signal.aborted;
  }

  get requestsInFlight(): number {
    return this.inFlight;
  }

  /** Aborted, with the refusal as its reason, when the process takes no more: for requests that go on and on. */
  get begun(): AbortSignal {
    return this.stop.signal;
  }

  begin(): void {
    this.stop.abort(new DomainError(refuse('shutting_down', 'The service is shutting down: try again')));
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
