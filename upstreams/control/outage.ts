import type { Listener } from '../server/listener.js';

/** A time in which connections to a fake are refused. */
export class Outage {
  private upAgain: NodeJS.Timeout | undefined;

  constructor(private readonly listener: Listener) {}

  /** For a while, or with null until told. Resolves when nobody gets in. */
  async begin(forMs: number | null): Promise<unknown> {
    clearTimeout(this.upAgain);
    const closed = this.listener.close();
    if (forMs !== null) this.upAgain = setTimeout(() => void this.listener.open(), forMs);
    await closed;
    return { is_up: false };
  }

  async end(): Promise<unknown> {
    clearTimeout(this.upAgain);
    await this.listener.open();
    return { is_up: true };
  }

  /** The fake stops: nothing opens it again. */
  forget(): void {
    clearTimeout(this.upAgain);
  }
}
