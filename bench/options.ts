import { parseArgs } from 'node:util';
import { Sentence } from './sentence.js';
import { GROUPS, PART_NAMES, type PartName } from './part-names.js';

export interface BenchOptions {
  readonly parts: readonly PartName[];
  readonly rounds: number;
  /** Of each measurement, without its warm-up. */
  readonly seconds: number;
  readonly full: boolean;
  /** Whether `npm run verify` looks at what the run has left. */
  readonly verify: boolean;
  /** A commit to compare with, or null. */
  readonly against: string | null;
  /** Where to write named copies of the results, or null. */
  readonly json: string | null;
  readonly markdown: string | null;
}

/** Null when help was asked for. */
export function parseOptions(args: readonly string[]): BenchOptions | null {
  const values = valuesOf(args);
  if (values.help) return null;
  return {
    parts: partsOf(values.only, values.full),
    rounds: numberOf('rounds', values.rounds, /^[1-9]\d?$/, 'a whole number from 1 to 99'),
    seconds: numberOf('seconds', values.seconds, /^\d{1,3}(\.\d)?$/, 'a number like 2 or 1.5, below 1000'),
    full: values.full,
    verify: values.verify,
    against: values.against ?? null,
    json: values.json ?? null,
    markdown: values.markdown ?? null,
  };
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        rounds: { type: 'string', default: '3' },
        seconds: { type: 'string', default: '1.5' },
        full: { type: 'boolean', default: false },
        verify: { type: 'boolean', default: false },
        against: { type: 'string' },
        json: { type: 'string' },
        markdown: { type: 'string' },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new Sentence(error instanceof Error ? error.message : String(error));
  }
}

/** In the order of PART_NAMES, whatever the order of the names given. */
function partsOf(only: string | undefined, full: boolean): PartName[] {
  if (only === undefined) return PART_NAMES.filter((name) => full || name !== 'memory');
  const asked = new Set<string>(
    only.split(',').flatMap((name): readonly string[] => GROUPS[name.trim()] ?? [name.trim()]),
  );
  for (const name of asked) {
    if (!PART_NAMES.some((known) => known === name)) {
      throw new Sentence(
        `--only knows ${[...PART_NAMES, ...Object.keys(GROUPS)].join(', ')}; found "${name}"`,
      );
    }
  }
  return PART_NAMES.filter((name) => asked.has(name));
}

function numberOf(name: string, text: string, shape: RegExp, rule: string): number {
  const value = Number(text);
  if (!shape.test(text) || value <= 0) throw new Sentence(`--${name} must be ${rule}; found "${text}"`);
  return value;
}
