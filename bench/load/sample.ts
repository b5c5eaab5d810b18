import { quantile, spreadOf, type Spread } from './spread.js';
import type { Pace, RawSample } from './closed-loop.js';

/** One timed run of one contender. */
export interface Sample {
  /** Answered within the window. */
  readonly charges: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Microseconds of CPU a charge, by who spent it; null where the system does not tell. */
  readonly cpuUs: Readonly<Record<string, number | null>>;
  /** Of the whole run, a charge. */
  readonly walBytes: number;
  readonly transactions: number;
  /** Sent to the server a charge; null where the contender does not count them. */
  readonly statements: number | null;
}

/** What the server counted during a whole run. */
export interface ServerWork {
  readonly walBytes: number;
  readonly transactions: number;
}

export function sampleOf(raw: RawSample, pace: Pace, work: ServerWork): Sample {
  const charges = raw.latenciesMs.length;
  return {
    charges,
    perSecond: (charges * 1_000) / pace.measureMs,
    p50Ms: quantile(raw.latenciesMs, 0.5),
    p99Ms: quantile(raw.latenciesMs, 0.99),
    cpuUs: Object.fromEntries(
      Object.entries(raw.cpuSeconds).map(([who, seconds]) => [
        who,
        seconds === null ? null : (seconds * 1_000_000) / charges,
      ]),
    ),
    walBytes: work.walBytes / raw.answered,
    transactions: work.transactions / raw.answered,
    statements: raw.statements === undefined ? null : raw.statements / raw.answered,
  };
}

export type Pick = (sample: Sample) => number;

export const perSecond: Pick = (sample) => sample.perSecond;

export function spreadBy(samples: readonly Sample[], pick: Pick): Spread {
  return spreadOf(samples.map(pick));
}

/** Round by round: what disturbs a whole round cancels out. */
export function ratioOf(
  samples: readonly Sample[],
  baseline: readonly Sample[],
  pick: Pick = perSecond,
): Spread {
  return spreadOf(samples.map((sample, round) => pick(sample) / pick(baseline[round] as Sample)));
}
