import type { Contender } from './contender.js';
import { measure, spreadOf, type Load, type Sample, type Spread } from './measure.js';

/** Who is charged. */
export interface Scenario {
  readonly name: string;
  userOf(charge: number): string;
}

/** All rounds of one contender in one scenario. */
export interface Result {
  readonly scenario: string;
  readonly contender: string;
  readonly note: string;
  readonly samples: readonly Sample[];
  readonly perSecond: Spread;
  readonly p50Ms: Spread;
  readonly p99Ms: Spread;
  /** How many times the baseline's throughput, round by round: noise that hits a whole round cancels out. */
  readonly ratio: Spread;
}

export interface RoundsOptions {
  readonly rounds: number;
  readonly load: Load;
  /** Run before each measurement, outside it, so that no contender pays for what another left behind. */
  settle(): Promise<void>;
  onSample(text: string): void;
}

/**
 * Measures the contenders in turn, round after round, on the same database, each round in another order. The last
 * contender is the baseline of the ratios.
 */
export async function runScenario(
  scenario: Scenario,
  contenders: readonly Contender[],
  options: RoundsOptions,
): Promise<Result[]> {
  const samples = new Map<Contender, Sample[]>(contenders.map((contender) => [contender, []]));
  let charge = 0;
  for (let round = 0; round < options.rounds; round += 1) {
    for (const contender of rotated(contenders, round)) {
      await options.settle();
      const sample = await measure(options.load, () => {
        charge += 1;
        return contender.charge(scenario.userOf(charge), `bench:${scenario.name}:${charge}`);
      });
      samples.get(contender)?.push(sample);
      const rate = Math.round(sample.perSecond);
      options.onSample(
        `round ${round + 1}/${options.rounds}  ${scenario.name}  ${contender.name}: ${rate}/s`,
      );
    }
  }
  const baseline = samples.get(contenders.at(-1) as Contender) ?? [];
  return contenders.map((contender) => resultOf(scenario, contender, samples.get(contender) ?? [], baseline));
}

function resultOf(
  scenario: Scenario,
  contender: Contender,
  samples: readonly Sample[],
  baseline: readonly Sample[],
): Result {
  return {
    scenario: scenario.name,
    contender: contender.name,
    note: contender.note,
    samples,
    perSecond: spreadOf(samples.map((sample) => sample.perSecond)),
    p50Ms: spreadOf(samples.map((sample) => sample.p50Ms)),
    p99Ms: spreadOf(samples.map((sample) => sample.p99Ms)),
    ratio: spreadOf(samples.map((sample, round) => sample.perSecond / (baseline[round]?.perSecond ?? NaN))),
  };
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
