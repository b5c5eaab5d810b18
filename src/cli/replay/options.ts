import { parseUrl, readArguments, UsageError } from '../command-frame/command-line.js';

export interface ReplayOptions {
  readonly file: string;
  readonly url: string;
  readonly users: number;
  readonly concurrency: number;
}

export const USAGE = `usage: npm run replay -- FILE [--url http://127.0.0.1:8241] [--users 20] [--concurrency 32]

Records every row of an LLM inference trace (TIMESTAMP,ContextTokens,GeneratedTokens) through the API of a running
service, prints the bill of each user, and checks it. Running it again bills nothing twice.`;

export function parseOptions(args: readonly string[]): ReplayOptions | 'help' {
  const { values, positionals } = readArgs(args);
  if (values.help) return 'help';
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new UsageError('name exactly one trace file');
  return {
    file,
    url: parseUrl(values.url),
    users: parseCount('--users', values.users, 1_000),
    concurrency: parseCount('--concurrency', values.concurrency, 512),
  };
}

function readArgs(args: readonly string[]) {
  return readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:8241' },
      users: { type: 'string', default: '20' },
      concurrency: { type: 'string', default: '32' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

function parseCount(name: string, text: string, most: number): number {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > most)
    throw new UsageError(`${name} must be a whole number from 1 to ${most}, found "${text}"`);
  return count;
}
