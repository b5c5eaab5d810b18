import type { CheckedSchema } from '../lab/books.js';
import type { Machine } from '../lab/machine.js';
import type { BenchOptions } from '../options.js';
import type { PartName } from '../part-names.js';
import type { PartResult } from './part-result.js';

export interface NamedResult extends PartResult {
  readonly name: PartName;
}

/** Everything a run leaves. */
export interface BenchRun {
  readonly at: string;
  /** Of the checkout, with `+` behind it where something was changed since. */
  readonly commit: string;
  readonly options: BenchOptions;
  readonly machine: Machine;
  readonly books: readonly CheckedSchema[];
  readonly parts: readonly NamedResult[];
}
