/**
 * How often a figure fell into which range: a histogram whose counting costs a few comparisons and two additions, so
 * that it can stand in the way of every request.
 */
export class Distribution {
  /** One for each bound, and one for what is past the last. */
  private readonly counts: Float64Array;
  private total = 0;

  /** `bounds` ascend; each is the most that falls into its range. */
  constructor(readonly bounds: readonly number[]) {
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const { bounds } = this;
    let range = 0;
    while (range < bounds.length && value > (bounds[range] as number)) range += 1;
    this.counts[range]! += 1;
    this.total += value;
  }

  get sum(): number {
    return this.total;
  }

  get count(): number {
    return this.counts.reduce((all, count) => all + count, 0);
  }

  /** As Prometheus has it: how many were at most each bound; what is past the last is in `count` only. */
  cumulative(): number[] {
    let sum = 0;
    return this.bounds.map((_, range) => (sum += this.counts[range] as number));
  }
}

/** Seconds, from a batch on an idle machine to a request at its deadline. */
export const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
