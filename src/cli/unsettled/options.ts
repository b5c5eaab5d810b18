import { ACCOUNT_TYPES, ATTEMPT_KINDS } from '../../domain/vocabulary.js';
import { parseUrl, readArguments, UsageError } from '../command-frame/command-line.js';
import { DISPUTE, RECORD } from './unsettled-item.js';

export interface UnsettledOptions {
  /** Empty: all kinds. `record` are records without an attempt. */
  readonly kinds: readonly string[];
  readonly account: string | null;
  readonly olderThanMs: number;
  /** How far back records without an attempt are looked for, by their usage time. */
  readonly sinceMs: number;
  readonly limit: number;
  /** Attempt and billing ids; empty: all that the filters leave. */
  readonly ids: readonly string[];
  readonly json: boolean;
  readonly redrive: 'no' | 'plan' | 'do';
  readonly url: string;
}

export const USAGE = `usage: npm run unsettled -- [filters] [--json] [--redrive (ID … | --all) [--yes]]

Lists what is not settled: attempts that wait for an upstream, and records that were kept as pending or as failed because
one could not be reached. Re-drives them: an attempt is due now, so that the running service takes it up at once; a
record is sent to its billing/process. Safe beside a live service, and twice.

  --kind KIND       only this kind: payment, wallet, credits, their …_refund, decision, transfer, record; repeatable.
                    dispute: of card payments, as Stripe told; listed only when asked for, and answered at Stripe
  --account NAME    only of this payer: user:alice, organization:acme
  --older-than AGE  only what is older: 90s, 15m, 2h, 7d
  --since AGE       how far back records without an attempt are looked for (7d)
  --limit N         at most so many (100), at most 10000
  --json            one JSON document on standard output
  --redrive         these IDs, of whatever age and number, or --all that the filters leave, up to the limit: says what
                    would be done
  --yes             and does it
  --url URL         the running service, for records (http://127.0.0.1:8241)

Exit code 0: nothing is unsettled, or all was re-driven. 1: something is, or could not be, or an ID is nobody's. 2: it could
not be found out.`;

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const MOST = 10_000;
/** Older than any record: who names one means that one. */
const EVER_MS = 1_000 * 365 * 86_400_000;
const KINDS: readonly string[] = [...ATTEMPT_KINDS, RECORD, DISPUTE];

export function parseOptions(args: readonly string[]): UnsettledOptions | 'help' {
  const { values, positionals: ids } = readArgs(args);
  if (values.help) return 'help';
  if (!values.redrive && (ids.length > 0 || values.all || values.yes)) {
    throw new UsageError('ids, --all and --yes go with --redrive');
  }
  if (values.redrive && ids.length > 0 === values.all) {
    throw new UsageError('--redrive takes either ids or --all');
  }
  if (values.redrive && values.kind?.includes(DISPUTE)) {
    throw new UsageError('a dispute is answered at Stripe: it is not re-driven');
  }
  if (ids.length > MOST) throw new UsageError(`at most ${MOST} ids at once`);
  return {
    kinds: (values.kind ?? []).map(parseKind),
    account: values.account === undefined ? null : parseAccount(values.account),
    olderThanMs: parseAge('--older-than', values['older-than']),
    sinceMs: ids.length > 0 ? EVER_MS : parseAge('--since', values.since),
    limit: ids.length > 0 ? MOST : parseLimit(values.limit),
    ids,
    json: values.json,
    redrive: values.redrive ? (values.yes ? 'do' : 'plan') : 'no',
    url: parseUrl(values.url),
  };
}

function readArgs(args: readonly string[]) {
  return readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      kind: { type: 'string', multiple: true },
      account: { type: 'string' },
      'older-than': { type: 'string', default: '0s' },
      since: { type: 'string', default: '7d' },
      limit: { type: 'string', default: '100' },
      json: { type: 'boolean', default: false },
      redrive: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      url: { type: 'string', default: 'http://127.0.0.1:8241' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

function parseKind(text: string): string {
  if (KINDS.includes(text)) return text;
  throw new UsageError(`--kind must be one of ${KINDS.join(', ')}, found "${text}"`);
}

function parseAccount(text: string): string {
  const [type = '', id = ''] = /^(\w+):(.+)$/.exec(text)?.slice(1) ?? [];
  if (id !== '' && ACCOUNT_TYPES.some((known) => known === type)) return text;
  throw new UsageError(`--account must be like user:alice or organization:acme, found "${text}"`);
}

function parseAge(name: string, text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (unit === '') throw new UsageError(`${name} must be an age like 90s, 15m, 2h or 7d, found "${text}"`);
  return Number(count) * (UNITS_MS[unit] as number);
}

function parseLimit(text: string): number {
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MOST) {
    throw new UsageError(`--limit must be a whole number from 1 to ${MOST}, found "${text}"`);
  }
  return limit;
}
