/** One timed run of a contender. */
export interface Sample {
  readonly charges: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Load {
  readonly callers: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/**
 * A closed loop: each caller sends its next charge when the last one is answered. Only charges answered inside the
 * measured window count; those before it warm caches, plans and pools up.
 */
export async function measure(load: Load, charge: () => Promise<void>): Promise<Sample> {
  const latencies: number[] = [];
  const fromMs = performance.now() + load.warmUpMs;
  const untilMs = fromMs + load.measureMs;
  const caller = async (): Promise<void> => {
    let sentMs = performance.now();
    while (sentMs < untilMs) {
      await charge();
      const answeredMs = performance.now();
      if (answeredMs >= fromMs && answeredMs < untilMs) latencies.push(answeredMs - sentMs);
      sentMs = answeredMs;
    }
  };
  await Promise.all(Array.from({ length: load.callers }, caller));
  latencies.sort((a, b) => a - b);
  return {
    charges: latencies.length,
    perSecond: (latencies.length * 1_000) / load.measureMs,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}

/** Of ascending values; 0 of none. */
export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}

/** The middle and the ends of a few rounds: with so few, more would pretend a precision that is not there. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}
