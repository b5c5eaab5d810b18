import type { Competitor, Load } from './competitor.js';
import type { Sample } from './sample.js';

/** The samples of all rounds, by the competitor's name. */
export type Rounds = ReadonlyMap<string, readonly Sample[]>;

export interface RoundsOptions {
  readonly rounds: number;
  /** What is measured, for the lines that tell how far it is. */
  readonly title: string;
  say(text: string): void;
}

/** Lets the competitors take turns, round after round, each round in another order. */
export async function takeTurns(
  competitors: readonly Competitor[],
  load: Load,
  { rounds, title, say }: RoundsOptions,
): Promise<Rounds> {
  const samples = new Map<string, Sample[]>(competitors.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const competitor of rotated(competitors, round)) {
      const sample = await competitor.run(load);
      samples.get(competitor.name)?.push(sample);
      say(
        `${title}, round ${round + 1}/${rounds}: ${competitor.name} ${Math.round(sample.perSecond).toLocaleString('en')}/s`,
      );
    }
  }
  return samples;
}

export function samplesOf(rounds: Rounds, name: string): readonly Sample[] {
  const samples = rounds.get(name);
  if (samples === undefined) throw new Error(`${name} took no turns`);
  return samples;
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
