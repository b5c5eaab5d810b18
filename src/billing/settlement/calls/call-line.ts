/** Runs what waits in turn, a bounded number at once. One slow upstream fills its own line and no other. */
export class CallLine {
  private readonly waiting: string[] = [];
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly atOnce: number,
    private readonly limit: number,
    private readonly run: (attemptId: string) => Promise<void>,
  ) {}

  get isFull(): boolean {
    return this.waiting.length >= this.limit;
  }

  get hasPlace(): boolean {
    return this.running.size < this.atOnce;
  }

  push(attemptId: string): void {
    this.waiting.push(attemptId);
    this.runNext();
  }

  /** Forgets who waits, and resolves when those who run have ended. */
  async close(): Promise<void> {
    this.waiting.length = 0;
    await Promise.all(this.running);
  }

  private runNext(): void {
    while (this.running.size < this.atOnce) {
      const attemptId = this.waiting.shift();
      if (attemptId === undefined) return;
      const run = this.run(attemptId).finally(() => {
        this.running.delete(run);
        this.runNext();
      });
      this.running.add(run);
    }
  }
}
