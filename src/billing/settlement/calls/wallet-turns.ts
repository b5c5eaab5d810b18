/** How often those are tried again who wait for a wallet that another process is calling. */
const LOOK_MS = 25;

/**
 * Attempts that wait until their payer's wallet is free. They hold no place in a line meanwhile: the next of an
 * account goes as soon as this process has done with the one before, and all first ones now and then, because another
 * process may have done so.
 */
export class WalletTurns {
  /** By account, in the order in which the attempts were made. */
  private readonly waiting = new Map<string, string[]>();
  private count = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly next: (attemptId: string) => void) {}

  get size(): number {
    return this.count;
  }

  park(attemptId: string, accountId: string): void {
    const turns = this.waiting.get(accountId) ?? [];
    const at = turns.findIndex((other) => other > attemptId);
    turns.splice(at === -1 ? turns.length : at, 0, attemptId);
    this.waiting.set(accountId, turns);
    this.count += 1;
    this.timer ??= setTimeout(() => this.look(), LOOK_MS);
  }

  /** The account's wallet may be free. */
  free(accountId: string): void {
    const turns = this.waiting.get(accountId);
    const attemptId = turns?.shift();
    if (attemptId === undefined) return;
    if (turns?.length === 0) this.waiting.delete(accountId);
    this.count -= 1;
    this.next(attemptId);
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer);
    this.waiting.clear();
    this.count = 0;
  }

  private look(): void {
    this.timer = null;
    for (const accountId of [...this.waiting.keys()]) this.free(accountId);
    if (this.count > 0) this.timer ??= setTimeout(() => this.look(), LOOK_MS);
  }
}
