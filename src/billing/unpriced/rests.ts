/** Names that need no look for a while. */
export class Rests {
  private readonly until = new Map<string, number>();

  add(name: string, ms: number): void {
    this.until.set(name, performance.now() + ms);
  }

  has(name: string): boolean {
    return performance.now() < (this.until.get(name) ?? 0);
  }

  /** Forgets those whose time is over. */
  sweep(): void {
    const now = performance.now();
    for (const [name, until] of this.until) if (until <= now) this.until.delete(name);
  }
}
