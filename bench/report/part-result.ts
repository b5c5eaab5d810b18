import type { Table } from './table.js';
import type { Target } from './target.js';

/** What one part of the benchmark has to say. */
export interface PartResult {
  readonly tables: readonly Table[];
  readonly targets: readonly Target[];
  /** All samples, for the JSON. */
  readonly data: unknown;
}
