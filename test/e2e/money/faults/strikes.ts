/** How often each fault struck, and what it did to the commands. */
export class Strikes {
  private readonly counts = new Map<string, number>();

  /** Every fault that must strike at least once. */
  constructor(names: readonly string[]) {
    for (const name of names) this.counts.set(name, 0);
  }

  count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Those that never struck: the run proves nothing about them. */
  get missing(): string[] {
    return [...this.counts].filter(([, count]) => count === 0).map(([name]) => name);
  }

  table(): string {
    const width = Math.max(...[...this.counts.keys()].map(({ length }) => length));
    return [...this.counts].map(([name, count]) => `  ${name.padEnd(width)} ${count}`).join('\n');
  }
}
