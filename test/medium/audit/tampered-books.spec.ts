import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { LAWS } from '../../../src/audit/laws/all-laws.js';
import { verify } from '../../../src/cli/verify/verify.js';
import type { ExternalDatabase } from '../../../src/config/app-config.js';
import { playHistoryOutside } from '../../support/history/history-outside.js';
import { LEAVES_PAYMENTS_OPEN, playRichHistory } from '../../support/history/rich-history.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { SqlSession } from '../../support/database/sql-session.js';
import { Tampering } from '../../support/database/tampering.js';
import { CHANGES } from './tampered/all-cases.js';
import type { Past } from './tampered/row-change.js';

const service = serviceSuite('tampered_books', LEAVES_PAYMENTS_OPEN);
let owner: SqlSession;
let tampering: Tampering;
let records: Past['records'];

beforeAll(async () => {
  const outside = await playHistoryOutside(service.config);
  records = { ...(await playRichHistory(service.api)).records, ...outside };
  owner = await SqlSession.open((service.config().database.source as ExternalDatabase).migrationUrl);
  tampering = new Tampering(owner);
}, 120_000);

afterAll(() => owner?.close());

interface JsonReport {
  readonly verified: boolean;
  readonly laws: readonly {
    readonly law: string;
    readonly rows_wrong: number;
    readonly faults: readonly {
      row: string;
      account: string | null;
      what: string;
      expected: string;
      found: string;
    }[];
  }[];
}

/** The command's report, and whether it calls the books sound (exit code 0) or not (1). */
async function verified(): Promise<{ sound: boolean; report: JsonReport }> {
  const out = new PassThrough();
  const sound = await verify(service.config(), { cells: null, json: true }, { out, err: new PassThrough() });
  out.end();
  return { sound, report: JSON.parse(await text(out)) as JsonReport };
}

/** The rows that a law names, `row what expected found`; the books must be called unsound. */
async function named(law: string): Promise<string[]> {
  const { sound, report } = await verified();
  expect([sound, report.verified]).toEqual([false, false]);
  const result = report.laws.find((candidate) => candidate.law === law);
  return (result?.faults ?? []).map(({ row, what, expected, found }) =>
    [row, what, expected, found].join(' | '),
  );
}

/** One value, as SQL finds it. */
async function find(sql: string): Promise<string> {
  const [row] = await owner.run<{ value: string | null }>(`SELECT (${sql})::text AS value`);
  if (!row?.value) throw new Error(`Nothing is found by ${sql}`);
  return row.value;
}

describe('a row that somebody changed behind our back', () => {
  it.each(CHANGES)(
    'is found and named: $name ($law)',
    async ({ law, table, pick, where, set, row, what }) => {
      const picked = await pick({ records, find });
      const change = { table, where: where.replaceAll('$', picked), set };
      const faults = await tampering.during(change, () => named(law));
      const name = row.startsWith('txn_')
        ? row.replace('$', picked.replaceAll('-', ''))
        : row.replace('$', picked);
      expect(faults).toContainEqual(expect.stringContaining(`${what} | `));
      expect(faults.find((fault) => fault.startsWith(name) && fault.includes(` | ${what} | `))).toBeDefined();
    },
  );

  it.each([
    ['charges', 'postings', 'postings to revenue', () => ({ posting_id: randomUUID(), amount: 0.5 })],
    ['keys', 'idempotency_keys', 'keys that it was made under', () => ({ key: 'one more' })],
    ['event_numbers', 'billing_events', 'number of the event before it', () => ({ seq: 1_000_000 })],
    ['record_events', 'billing_events', 'status before', () => ({ seq: 1_000_000 })],
  ] as const)('is found where it is one too many: %s', async (law, table, what, values) => {
    const extra = { table, where: `billing_id = '${records.paidFromWallet}'`, values: values() };
    const faults = await tampering.withExtra(extra, () => named(law));
    const wanted =
      what === 'postings to revenue' ? /posted to revenue|postings to revenue/ : new RegExp(what);
    expect(faults).toContainEqual(expect.stringMatching(wanted));
  });

  it('is not suspected where two processes decided within one millisecond: ids then tell no order', async () => {
    const [first, second] = await owner.run<{ posting_id: string; created_at: string }>(
      `SELECT posting_id, created_at::text FROM dev.postings
        WHERE account_id = 'user:alice' AND currency = 'CREDIT' AND 'available' IN (source, destination)
        ORDER BY created_at, posting_id LIMIT 2`,
    );
    const change = {
      table: 'postings',
      where: `posting_id = '${second!.posting_id}'`,
      set: `created_at = '${first!.created_at}', posting_id = '00000000-0000-7000-8000-000000000000'`,
    };
    expect(await tampering.during(change, () => named('running_balances'))).toEqual([]);
  });

  it('has a case for every law', () => {
    const covered = new Set(CHANGES.map(({ law }) => law));
    expect(LAWS.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });

  it('is the only thing that is ever found: put back, the books are sound', async () => {
    const { sound, report } = await verified();
    expect(report.laws.filter(({ rows_wrong }) => rows_wrong > 0)).toEqual([]);
    expect(sound).toBe(true);
  });
});
