import { CURRENCIES, type Currency } from '../../domain/vocabulary.js';
import { parseUrl, readArguments, UsageError } from '../command-frame/command-line.js';

export interface ImportOptions {
  readonly url: string;
  /** Ids of the providers to import; null = all. */
  readonly providers: readonly string[] | null;
  /** What the imported prices are in. The package's are US dollars; no rate is applied. */
  readonly currency: Currency;
  readonly concurrency: number;
}

export const USAGE = `usage: npm run import-prices [-- --provider openai,anthropic] [--currency USD] [--url http://127.0.0.1:8241] [--concurrency 16]

Fills the catalogue of a running service with the real prices of AI models, one product for each: PROVIDER:MODEL, priced
per token and kind of token. The prices are US dollars; with another --currency the same figures are booked in that.
Running it again adds nothing twice.`;

export function parseOptions(args: readonly string[]): ImportOptions | 'help' {
  const values = readArgs(args);
  if (values.help) return 'help';
  return {
    url: parseUrl(values.url),
    providers: values.provider === undefined ? null : parseProviders(values.provider),
    currency: parseCurrency(values.currency),
    concurrency: parseConcurrency(values.concurrency),
  };
}

function readArgs(args: readonly string[]) {
  return readArguments({
    args: [...args],
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:8241' },
      provider: { type: 'string' },
      currency: { type: 'string', default: 'USD' },
      concurrency: { type: 'string', default: '16' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
}

function parseProviders(text: string): string[] {
  const providers = text.split(',').map((provider) => provider.trim());
  if (providers.some((provider) => provider === '')) {
    throw new UsageError(`--provider must be ids separated by commas, found "${text}"`);
  }
  return providers;
}

function parseCurrency(text: string): Currency {
  const currency = CURRENCIES.find((known) => known === text);
  if (!currency) throw new UsageError(`--currency must be one of ${CURRENCIES.join(', ')}, found "${text}"`);
  return currency;
}

function parseConcurrency(text: string): number {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > 256) {
    throw new UsageError(`--concurrency must be a whole number from 1 to 256, found "${text}"`);
  }
  return count;
}
