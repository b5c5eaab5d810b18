import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChargeCount } from './ledger-count.js';
import type { Machine } from './machine.js';
import type { BenchOptions } from './options.js';
import type { Result } from './rounds.js';

export interface BenchRun {
  readonly options: BenchOptions;
  readonly cells: number;
  readonly machine: Machine;
  readonly results: readonly Result[];
  readonly committed: readonly ChargeCount[];
}

/** Writes a run beside the earlier ones and answers its path. The working directory is the project's root. */
export async function writeResults(run: BenchRun): Promise<string> {
  const directory = join('bench', 'results');
  await mkdir(directory, { recursive: true });
  const at = new Date().toISOString();
  const path = join(directory, `${at.replaceAll(':', '-').slice(0, 19)}.json`);
  await writeFile(path, `${JSON.stringify({ at, ...run }, null, 2)}\n`);
  return path;
}
