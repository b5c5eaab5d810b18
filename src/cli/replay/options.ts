import { parseArgs } from 'node:util';

export interface ReplayOptions {
  readonly file: string;
  readonly url: string;
  readonly users: number;
  readonly concurrency: number;
}

export const USAGE = `usage: npm run replay -- FILE [--url http://127.0.0.1:8241] [--users 20] [--concurrency 32]

Records every row of an LLM inference trace (TIMESTAMP,ContextTokens,GeneratedTokens) through the API of a running
service, prints the bill of each user, and checks it. Running it again bills nothing twice.`;

/** The command line is wrong; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

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
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: 'string', default: 'http://127.0.0.1:8241' },
        users: { type: 'string', default: '20' },
        concurrency: { type: 'string', default: '32' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The address of a service, without a slash at its end. */
export function parseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new UsageError(`--url must be an http address, found "${text}"`);
  }
  return text.replace(/\/+$/, '');
}

function parseCount(name: string, text: string, most: number): number {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > most)
    throw new UsageError(`${name} must be a whole number from 1 to ${most}, found "${text}"`);
  return count;
}
