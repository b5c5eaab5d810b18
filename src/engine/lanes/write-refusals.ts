/** How long one refused write counts: the next one says whether it still is so. */
const RECENT_MS = 5_000;

/**
 * Whether the database lately refused to take writes at all: a full disk, a standby. No question shows a full disk, so
 * what happened to the batches is what readiness goes by.
 */
export class WriteRefusals {
  private lastAt = -Infinity;

  note(): void {
    this.lastAt = performance.now();
  }

  get areRecent(): boolean {
    return performance.now() - this.lastAt < RECENT_MS;
  }
}
