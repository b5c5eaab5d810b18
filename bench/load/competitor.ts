import type { Sample } from './sample.js';
import type { Pace } from './closed-loop.js';
import type { Scenario } from '../workload/scenario.js';

/** What takes turns in a round, seen from the benchmark. */
export interface Competitor {
  readonly name: string;
  /** How it works and what it guarantees, in the few words that a note has room for. */
  readonly note: string;
  run(load: Load): Promise<Sample>;
  close(): Promise<void>;
}

export interface Load {
  readonly pace: Pace;
  readonly scenario: Omit<Scenario, 'cells'>;
}
