import { readArguments, UsageError } from '../command-frame/command-line.js';

export interface VerifyOptions {
  /** Null: all cells. */
  readonly cells: readonly number[] | null;
  readonly json: boolean;
}

export const USAGE = `usage: npm run verify -- [--cell N …] [--json]

Holds the books of the configured database against each other, in one snapshot and right under load: balances and
postings, records and their charges, events, stored answers, quotas, allowances, roll-ups. Writes nothing.

  --cell N  only this cell, where a law goes by cells; may be given several times
  --json    the report as one JSON document on standard output

Exit code 0: every law holds. 1: a law is broken; the first rows that break it are named. 2: not verified, with the reason.`;

export function parseOptions(args: readonly string[]): VerifyOptions | 'help' {
  const { cell, json, help } = readArgs(args);
  if (help) return 'help';
  return { cells: cell === undefined ? null : [...new Set(cell.map(parseCell))], json };
}

function readArgs(args: readonly string[]) {
  return readArguments({
    args: [...args],
    options: {
      cell: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
}

function parseCell(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new UsageError(`--cell must be a whole number from 0 to 4095, found "${text}"`);
}
