import { DomainError, refuse } from '../../domain/problems/problems.js';

/**
 * Lets so many works run at once, and so many more wait for their turn: what comes on top is refused at once. Who
 * waits and gives up leaves the line.
 */
export class Gate {
  private running = 0;
  private readonly line = new Set<() => void>();

  constructor(
    private readonly limit: number,
    private readonly lineLimit: number,
  ) {}

  get waiting(): number {
    return this.line.size;
  }

  /** Throws `overloaded` past the line's bound, and the signal's reason when it comes before the turn. */
  async run<T>(patience: AbortSignal, work: () => Promise<T>): Promise<T> {
    patience.throwIfAborted();
    if (this.running < this.limit) this.running += 1;
    else await this.turn(patience);
    try {
      return await work();
    } finally {
      this.passOn();
    }
  }

  /** Resolves when the place of one that ended is ours. */
  private turn(patience: AbortSignal): Promise<void> {
    if (this.line.size >= this.lineLimit) {
      throw new DomainError(refuse('overloaded', 'Too many requests are waiting; nothing was recorded'));
    }
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        patience.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.line.delete(enter);
        reject(patience.reason as Error);
      };
      patience.addEventListener('abort', leave, { once: true });
      this.line.add(enter);
    });
  }

  private passOn(): void {
    const [next] = this.line;
    if (next === undefined) {
      this.running -= 1;
      return;
    }
    this.line.delete(next);
    next();
  }
}
