import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly callers: number;
  readonly accounts: number;
  readonly rounds: number;
  readonly seconds: number;
}

export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      callers: { type: 'string', default: '64' },
      accounts: { type: 'string', default: '4096' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
    },
  });
  return {
    callers: countOf('callers', values.callers),
    accounts: countOf('accounts', values.accounts),
    rounds: countOf('rounds', values.rounds),
    seconds: countOf('seconds', values.seconds),
  };
}

function countOf(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new Error(`--${name} must be a whole number from 1, found "${text}"`);
  return Number(text);
}
