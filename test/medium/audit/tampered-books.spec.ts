import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { LAWS } from '../../../src/audit/laws/all-laws.js';
import { verify } from '../../../src/cli/verify/verify.js';
import type { ExternalDatabase } from '../../../src/config/app-config.js';
import { LEAVES_PAYMENTS_OPEN, playRichHistory, type RichHistory } from '../../support/rich-history.js';
import { serviceSuite } from '../../support/service-suite.js';
import { SqlSession } from '../../support/sql-session.js';
import { Tampering } from '../../support/tampering.js';

const service = serviceSuite('tampered_books', LEAVES_PAYMENTS_OPEN);
let owner: SqlSession;
let tampering: Tampering;
let records: RichHistory['records'];

beforeAll(async () => {
  ({ records } = await playRichHistory(service.api));
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

/** A row changed, the law that must name it, and the row's name; `$` stands for what `pick` finds. */
interface Case {
  readonly name: string;
  readonly law: string;
  readonly table: string;
  readonly pick: () => Promise<string> | string;
  readonly where: string;
  readonly set: string | null;
  readonly row: string;
  readonly what: string;
}

const wallet = () => records.paidFromWallet;
const refused = () => records.refused;
const posting = (where: string) => () =>
  find(`SELECT posting_id FROM dev.postings WHERE ${where} ORDER BY 1 LIMIT 1`);
const event = (where: string) => () =>
  find(`SELECT seq || ' AND cell = ' || cell FROM dev.billing_events WHERE ${where} LIMIT 1`);
const RECORD = { table: 'billing_records', where: `billing_id = '$'` };

const CASES: readonly Case[] = [
  {
    name: 'a balance',
    law: 'balances',
    table: 'balances',
    pick: () => 'user:alice in CREDIT',
    where: `account_id || ' in ' || currency = '$'`,
    set: 'available = available + 0.01',
    row: '$',
    what: 'available',
  },
  {
    name: 'credits',
    law: 'balances',
    table: 'balances',
    pick: () => 'user:carol in CREDIT',
    where: `account_id || ' in ' || currency = '$'`,
    set: 'credits = credits + 1',
    row: '$',
    what: 'credits',
  },
  {
    name: 'a balance that is gone',
    law: 'balances',
    table: 'balances',
    pick: () => 'user:bob in CREDIT',
    where: `account_id || ' in ' || currency = '$'`,
    set: null,
    row: '$',
    what: 'available',
  },
  {
    name: "a posting's amount",
    law: 'charges',
    table: 'postings',
    pick: wallet,
    where: `billing_id = '$'`,
    set: 'amount = amount + 1',
    row: '$',
    what: 'posted to revenue',
  },
  {
    name: "a posting's amount, in the chain of balances",
    law: 'running_balances',
    table: 'postings',
    pick: posting(`operation = 'deposit'`),
    where: `posting_id = '$'`,
    set: 'amount = amount + 1',
    row: 'posting $',
    what: 'balance after it',
  },
  {
    name: "a deposit's amount, by its answer",
    law: 'wallet_answers',
    table: 'postings',
    pick: posting(`operation = 'deposit'`),
    where: `posting_id = '$'`,
    set: 'amount = amount + 1',
    row: 'txn_$',
    what: 'amount',
  },
  {
    name: 'the balance that a posting says it left',
    law: 'running_balances',
    table: 'postings',
    pick: posting(`operation = 'withdraw'`),
    where: `posting_id = '$'`,
    set: 'balance_after = balance_after + 5',
    row: 'posting $',
    what: 'balance after it',
  },
  {
    name: "a posting's destination",
    law: 'postings',
    table: 'postings',
    pick: posting(`operation = 'settle_payment'`),
    where: `posting_id = '$'`,
    set: `destination = 'deposits'`,
    row: 'posting $',
    what: 'destination',
  },
  {
    name: 'a posting that is gone',
    law: 'charges',
    table: 'postings',
    pick: () => records.paidByCard,
    where: `billing_id = '$'`,
    set: null,
    row: '$',
    what: 'posted to revenue',
  },
  {
    name: 'a deposit that is gone',
    law: 'wallet_answers',
    table: 'postings',
    pick: posting(`operation = 'deposit'`),
    where: `posting_id = '$'`,
    set: null,
    row: 'txn_$',
    what: 'posting',
  },
  {
    name: 'a transfer that never arrived',
    law: 'transfers',
    table: 'postings',
    pick: () => find(`SELECT reference_id FROM dev.postings WHERE operation = 'transfer_in' LIMIT 1`),
    where: `operation = 'transfer_in' AND reference_id = '$'`,
    set: null,
    row: '$',
    what: 'times brought in',
  },
  {
    name: "a record's amount",
    law: 'records',
    ...RECORD,
    pick: wallet,
    set: 'total_amount = total_amount * 2',
    row: '$',
    what: 'total_amount',
  },
  {
    name: "a record's amount, by its postings",
    law: 'charges',
    ...RECORD,
    pick: wallet,
    set: 'total_amount = total_amount * 2',
    row: '$',
    what: 'posted to revenue',
  },
  {
    name: "a record's lines",
    law: 'records',
    ...RECORD,
    pick: wallet,
    set: `charge_lines = jsonb_set(charge_lines, '{0,unit_price}', '"0.001"')`,
    row: '$',
    what: 'lines that are not quantity × unit_price',
  },
  {
    name: "a record's quantity",
    law: 'records',
    ...RECORD,
    pick: wallet,
    set: 'usage_amount = usage_amount + 1',
    row: '$',
    what: 'quantity of its lines',
  },
  {
    name: "a record's unit price",
    law: 'records',
    ...RECORD,
    pick: wallet,
    set: 'unit_price = 7',
    row: '$',
    what: 'unit_price',
  },
  {
    name: "a failed record's status",
    law: 'charges',
    ...RECORD,
    pick: refused,
    set: `billing_status = 'completed'`,
    row: '$',
    what: 'posted to revenue',
  },
  {
    name: "a failed record's status, by its reason",
    law: 'records',
    ...RECORD,
    pick: refused,
    set: `billing_status = 'completed'`,
    row: '$',
    what: 'failure_reason',
  },
  {
    name: "a completed record's status",
    law: 'charges',
    ...RECORD,
    pick: wallet,
    set: `billing_status = 'pending'`,
    row: '$',
    what: 'posted to revenue',
  },
  {
    name: "a completed record's status, by its answer",
    law: 'keys',
    ...RECORD,
    pick: wallet,
    set: `billing_status = 'failed'`,
    row: '$',
    what: 'status in the answer',
  },
  {
    name: "a pending record's status, by its answer",
    law: 'keys',
    ...RECORD,
    pick: () => records.unpriced,
    set: `billing_status = 'failed'`,
    row: '$',
    what: 'an answer with the status of the record',
  },
  {
    name: "a record's status, by its events",
    law: 'record_events',
    ...RECORD,
    pick: refused,
    set: `billing_status = 'pending'`,
    row: '$',
    what: 'billing_status',
  },
  {
    name: "a record's payer",
    law: 'keys',
    ...RECORD,
    pick: refused,
    set: `account_id = 'user:mallory'`,
    row: '$',
    what: 'payer',
  },
  {
    name: "a charged record's payer",
    law: 'charges',
    ...RECORD,
    pick: wallet,
    set: `account_id = 'user:mallory'`,
    row: '$',
    what: 'payer',
  },
  {
    name: "a record's method",
    law: 'charges',
    ...RECORD,
    pick: wallet,
    set: `billing_method = 'credit_consumption'`,
    row: '$',
    what: 'paid from',
  },
  {
    name: "a record's currency",
    law: 'charges',
    ...RECORD,
    pick: wallet,
    set: `currency = 'USD'`,
    row: '$',
    what: 'currency',
  },
  {
    name: "a record's refund",
    law: 'charges',
    ...RECORD,
    pick: () => records.refunded,
    set: 'refunded_amount = 0',
    row: '$',
    what: 'refunded_amount',
  },
  {
    name: 'a record that is gone',
    law: 'keys',
    ...RECORD,
    pick: wallet,
    set: null,
    row: '$',
    what: 'record',
  },
  {
    name: 'an event that is gone',
    law: 'event_numbers',
    table: 'billing_events',
    pick: event(`event_type = 'wallet_deposited'`),
    where: 'seq = $',
    set: null,
    row: 'event ',
    what: 'number of the event before it',
  },
  {
    name: "a record's event that is gone",
    law: 'record_events',
    table: 'billing_events',
    pick: refused,
    where: `billing_id = '$'`,
    set: null,
    row: '$',
    what: 'event',
  },
  {
    name: 'the last event of a cell that is gone',
    law: 'event_numbers',
    table: 'billing_events',
    pick: () => find(`SELECT max(seq) || ' AND cell = 0' FROM dev.billing_events WHERE cell = 0`),
    where: 'seq = $',
    set: null,
    row: 'event ',
    what: 'number of the event before it',
  },
  {
    name: "an event's status",
    law: 'record_events',
    table: 'billing_events',
    pick: refused,
    where: `billing_id = '$'`,
    set: `payload = payload || '{"to":"completed"}'`,
    row: '$',
    what: 'status after',
  },
  {
    name: "an event's amount",
    law: 'record_events',
    table: 'billing_events',
    pick: wallet,
    where: `billing_id = '$'`,
    set: `payload = payload || '{"amount":"0.01"}'`,
    row: '$',
    what: 'total_amount',
  },
  {
    name: "an event's payer",
    law: 'record_events',
    table: 'billing_events',
    pick: wallet,
    where: `billing_id = '$'`,
    set: `account_id = 'user:bob'`,
    row: '$',
    what: 'payer',
  },
  {
    name: "an event's time",
    law: 'event_times',
    table: 'billing_events',
    pick: wallet,
    where: `billing_id = '$'`,
    set: `created_at = created_at - interval '1 day'`,
    row: 'event ',
    what: 'time',
  },
  {
    name: "a quota's counter",
    law: 'quotas',
    table: 'billing_quotas',
    pick: () => find(`SELECT quota_id FROM dev.billing_quotas WHERE scope_id = 'quentin'`),
    where: `quota_id = '$'`,
    set: 'quota_used = quota_used - 1',
    row: '$',
    what: 'quota_used',
  },
  {
    name: "a shared quota's counter",
    law: 'quotas',
    table: 'billing_quotas',
    pick: () => find(`SELECT quota_id FROM dev.billing_quotas WHERE scope_id = 'acme'`),
    where: `quota_id = '$'`,
    set: 'quota_used = 0',
    row: '$',
    what: 'quota_used',
  },
  {
    name: "an allowance's counter",
    law: 'allowances',
    table: 'allowance_counters',
    pick: () => 'user:grace',
    where: `account_id = '$' AND source = 'sub-grace'`,
    set: 'used = used - 1',
    row: 'plain · sub-grace',
    what: 'used',
  },
  {
    name: 'an allowance that is gone',
    law: 'allowances',
    table: 'allowance_counters',
    pick: () => 'user:alice',
    where: `account_id = '$'`,
    set: null,
    row: 'tiered · free_tier',
    what: 'used',
  },
  {
    name: "an answer's amount",
    law: 'keys',
    table: 'idempotency_keys',
    pick: wallet,
    where: `billing_id = '$'`,
    set: `outcome = (outcome::jsonb || '{"amount":"0.01"}')::json`,
    row: '$',
    what: 'amount in the answer',
  },
  {
    name: "a refused answer's status",
    law: 'keys',
    table: 'idempotency_keys',
    pick: refused,
    where: `billing_id = '$'`,
    set: `outcome = (outcome::jsonb || '{"status":"completed"}')::json`,
    row: '$',
    what: 'status in the answer',
  },
  {
    name: 'an answer that is gone',
    law: 'keys',
    table: 'idempotency_keys',
    pick: wallet,
    where: `billing_id = '$'`,
    set: null,
    row: '$',
    what: 'key',
  },
  {
    name: 'the record that an answer names',
    law: 'keys',
    table: 'idempotency_keys',
    pick: wallet,
    where: `billing_id = '$'`,
    set: `outcome = (outcome::jsonb || '{"billingId":"bill_none"}')::json`,
    row: '$',
    what: 'record in the answer',
  },
  {
    name: 'a deposit’s answer',
    law: 'wallet_answers',
    table: 'idempotency_keys',
    pick: () =>
      find(
        `SELECT outcome -> 'transaction' ->> 'transactionId' FROM dev.idempotency_keys WHERE operation = 'deposit' LIMIT 1`,
      ),
    where: `outcome -> 'transaction' ->> 'transactionId' = '$'`,
    set: `outcome = jsonb_set(outcome::jsonb, '{transaction,amount}', '"9"')::json`,
    row: '$',
    what: 'amount',
  },
  {
    name: 'an answer that is no answer',
    law: 'keys',
    table: 'idempotency_keys',
    pick: wallet,
    where: `billing_id = '$'`,
    set: `outcome = '[]'`,
    row: 'cell ',
    what: 'a value',
  },
  {
    name: "a roll-up's sum",
    law: 'rollups',
    table: 'usage_rollups',
    pick: () => 'repriced',
    where: `product_id = '$' AND user_id = 'alice' AND usage_hour < '2025-01-01'`,
    set: 'charged = charged + 1',
    row: 'cell ',
    what: 'charged',
  },
  {
    name: "a roll-up's count",
    law: 'rollups',
    table: 'usage_rollups',
    pick: () => 'dollars',
    where: `product_id = '$'`,
    set: 'record_count = record_count + 1',
    row: 'cell ',
    what: 'record_count',
  },
  {
    name: "a roll-up's refunds",
    law: 'rollups',
    table: 'usage_rollups',
    pick: () => 'dave',
    where: `user_id = '$' AND refunded > 0`,
    set: 'refunded = 0',
    row: 'cell ',
    what: 'refunded',
  },
  {
    name: 'a roll-up that is gone',
    law: 'rollups',
    table: 'usage_rollups',
    pick: () => 'tokens',
    where: `product_id = '$'`,
    set: null,
    row: 'cell ',
    what: 'record_count',
  },
  {
    name: "an attempt's amount",
    law: 'attempts',
    table: 'settlement_attempts',
    pick: () => records.paidByCard,
    where: `billing_id = '$'`,
    set: 'amount = amount + 1',
    row: 'att_',
    what: 'amount',
  },
  {
    name: "an attempt's state",
    law: 'attempts',
    table: 'settlement_attempts',
    pick: () => records.underWay,
    where: `billing_id = '$'`,
    set: `state = 'succeeded'`,
    row: 'att_',
    what: 'attempts that it waits for',
  },
  {
    name: 'an attempt that is gone',
    law: 'attempts',
    table: 'settlement_attempts',
    pick: () => records.underWay,
    where: `billing_id = '$'`,
    set: null,
    row: '$',
    what: 'attempts that it waits for',
  },
  {
    name: "an attempt's transaction",
    law: 'attempts',
    table: 'settlement_attempts',
    pick: () => records.paidByCard,
    where: `billing_id = '$'`,
    set: `transaction_id = 'ch_other'`,
    row: 'att_',
    what: 'payment_transaction_id',
  },
  {
    name: "an account's flag",
    law: 'accounts',
    table: 'accounts',
    pick: () => 'user:dave',
    where: `account_id = '$'`,
    set: 'has_payment_methods = false',
    row: '$',
    what: 'has_payment_methods',
  },
  {
    name: "an account's cell in the directory",
    law: 'accounts',
    table: 'owners',
    pick: () => 'alice',
    where: `owner_kind = 'user' AND owner_id = '$'`,
    set: 'cell = 1 - cell',
    row: 'user:$',
    what: 'cell',
  },
  {
    name: 'a row in no cell',
    law: 'cells',
    table: 'usage_rollups',
    pick: () => 'dollars',
    where: `product_id = '$'`,
    set: 'cell = 77',
    row: 'usage_rollups',
    what: 'greatest cell, at most',
  },
];

describe('a row that somebody changed behind our back', () => {
  it.each(CASES)('is found and named: $name ($law)', async ({ law, table, pick, where, set, row, what }) => {
    const picked = await pick();
    const change = { table, where: where.replaceAll('$', picked), set };
    const faults = await tampering.during(change, () => named(law));
    const name = row.startsWith('txn_')
      ? row.replace('$', picked.replaceAll('-', ''))
      : row.replace('$', picked);
    expect(faults).toContainEqual(expect.stringContaining(`${what} | `));
    expect(faults.find((fault) => fault.startsWith(name) && fault.includes(` | ${what} | `))).toBeDefined();
  });

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
    const covered = new Set(CASES.map(({ law }) => law));
    expect(LAWS.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });

  it('is the only thing that is ever found: put back, the books are sound', async () => {
    const { sound, report } = await verified();
    expect(report.laws.filter(({ rows_wrong }) => rows_wrong > 0)).toEqual([]);
    expect(sound).toBe(true);
  });
});
