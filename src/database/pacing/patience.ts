import { DomainError, refuse } from '../../domain/problems/problems.js';

/** For whom a read, or a write of the catalogue, is done: a request, as far as this room knows one. */
export interface Reader {
  /** When his request arrived, as `performance.now()` counts. */
  readonly startedAt: number;
  /** Closed before it is finished when he has gone. */
  readonly response: {
    readonly closed: boolean;
    once(event: 'close', listener: () => void): unknown;
    removeListener(event: 'close', listener: () => void): unknown;
  };
}

/**
 * How long somebody waits for what the code works on: until the deadline of the request it runs for, counted from
 * the request's arrival, or until its client has gone. Outside of a request the time counts from now.
 */
export class Patience {
  private readonly controller = new AbortController();
  private readonly response: Reader['response'] | undefined;
  private readonly timer: NodeJS.Timeout;
  /** As `performance.now()` counts. */
  private readonly deadline: number;

  constructor(deadlineMs: number, reader: Reader | null) {
    this.response = reader?.response;
    this.deadline = (reader?.startedAt ?? performance.now()) + deadlineMs;
    this.timer = setTimeout(() => this.giveUp('The request took too long: try again'), this.leftMs);
    // A response that is closed before it is finished has no reader.
    this.response?.once('close', this.onClose);
    if (this.response?.closed) this.onClose();
  }

  /** Its reason is the refusal that the caller gets. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** At least 1, which is what Postgres needs to take it for a bound. */
  get leftMs(): number {
    return Math.max(1, Math.ceil(this.deadline - performance.now()));
  }

  end(): void {
    clearTimeout(this.timer);
    this.response?.removeListener('close', this.onClose);
  }

  private readonly onClose = (): void => this.giveUp('The client has gone');

  private giveUp(message: string): void {
    this.controller.abort(new DomainError(refuse('deadline_exceeded', message)));
  }
}
