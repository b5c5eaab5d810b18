/**
 * Keeps a line that many requests would write from filling the log: one of a kind goes out at once, then one in each
 * interval, with the number of those that were left out since. The kinds are few and fixed.
 */
export class RareLines {
  private readonly kinds = new Map<string, { readonly nextAt: number; leftOut: number }>();

  constructor(
    private readonly everyMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** How many of its kind were left out since the last line; null: leave this one out too. */
  turnOf(kind: string): number | null {
    const now = this.now();
    const last = this.kinds.get(kind);
    if (last && now < last.nextAt) {
      last.leftOut += 1;
      return null;
    }
    this.kinds.set(kind, { nextAt: now + this.everyMs, leftOut: 0 });
    return last?.leftOut ?? 0;
  }
}
