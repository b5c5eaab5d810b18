import type { Scenario } from '../workload/scenario.js';

export const BATCH_PATH = '/api/v1/usage/record/batch';

/** One NDJSON stream to be sent. */
export interface ImportRequest {
  readonly port: number;
  /** How many lines; null: until it is told to end. */
  readonly lines: number | null;
  readonly scenario: Scenario;
  readonly tag: string;
}

/** All of its lines are recorded. */
export interface ImportResult {
  readonly completed: number;
  readonly ms: number;
}
