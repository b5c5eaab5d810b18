import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../../src/domain/outcomes.js';
import { DomainError } from '../../../src/domain/problems/problems.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { createTestDatabase } from '../../support/database/database.js';
import { LaneGate } from '../../support/engine/lane-gate.js';
import { openEngine, type TestEngine } from '../../support/engine/test-engine.js';
import { waitUntil } from '../../support/wait-until.js';
import { A_THIRD, makePast, programOf, type Step } from './portions.program.js';

/** Every decision is made at one moment: the cells' own, which no clock of today reaches. */
const MOMENT = '2035-05-15T12:00:00Z';
const CENTURY_MS = 100 * 365 * 86_400_000;
const WAITS = { lockTimeoutMs: 30_000, clockOffsetMs: -CENTURY_MS };

interface Answer {
  readonly replayed: boolean;
  readonly outcome: Outcome | { readonly refused: string; readonly facts: unknown };
}

/** A database with the past of the program, and what its commands came to. */
interface Run {
  readonly engine: TestEngine;
  readonly answers: Map<Step, Answer>;
}

let together: Run;
let alone: Run;

beforeAll(async () => {
  together = await runOf('portions_together', allAtOnce);
  alone = await runOf('portions_alone', oneByOne);
}, 120_000);

/** Newest first. */
const ends: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const end of ends) await end();
});

type Way = (engine: TestEngine, gate: LaneGate, steps: readonly Step[]) => Promise<readonly Answer[]>;

async function runOf(name: string, way: Way): Promise<Run> {
  const database = await createTestDatabase(name);
  ends.unshift(() => database.drop());
  const engine = await openEngine(database.config({ engine: WAITS, http: { requestDeadlineMs: 60_000 } }));
  ends.unshift(() => engine.close());
  await engine.database.query(`UPDATE dev.cells SET decided_at = $1`, [MOMENT]);
  const steps = programOf(await makePast(engine));
  const gate = await LaneGate.open(engine, database.migrationUrl);
  try {
    const answers = await way(engine, gate, steps);
    return { engine, answers: new Map(steps.map((step, n) => [step, answers[n] as Answer])) };
  } finally {
    await gate.close();
  }
}

async function answerOf({ engine }: TestEngine, { command, key }: Step): Promise<Answer> {
  try {
    return await engine.submit(command, { key });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { replayed: false, outcome: { refused: error.code, facts: error.facts } };
  }
}

/** One batch of all, in their order: each joins the lane's queue before the next is submitted. */
function allAtOnce(engine: TestEngine, gate: LaneGate, steps: readonly Step[]) {
  return gate
    .gather(steps.length, async () => {
      const answers: Promise<Answer>[] = [];
      for (const step of steps) {
        await waitUntil(`${step.key} is next`, () => waitingIn(engine) >= answers.length);
        answers.push(answerOf(engine, step));
      }
      return () => Promise.all(answers);
    })
    .then((answered) => answered());
}

function waitingIn({ engine }: TestEngine): number {
  return engine.figures().find(({ cell }) => cell === 0)?.waiting ?? 0;
}

async function oneByOne(engine: TestEngine, _gate: LaneGate, steps: readonly Step[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const step of steps) answers.push(await answerOf(engine, step));
  return answers;
}

/** Everything that commands write, in an order that no id decides but that of its making. */
const TABLES: Readonly<Record<string, string>> = {
  accounts: 'account_id',
  balances: 'account_id, currency',
  postings: 'posting_id',
  billing_records: 'billing_id',
  billing_events: 'cell, seq',
  billing_quotas: 'scope, scope_id',
  allowance_counters: 'account_id, product_id, source, period_start',
  idempotency_keys: 'account_id, operation, key',
  usage_rollups:
    'account_id, usage_hour, user_id, organization_id, product_id, model, billing_method, billing_status, currency',
  settlement_attempts: 'attempt_id',
  subscriptions: 'subscription_id',
  payment_methods: 'payment_method_id',
};

/** Hashes over ids, numbers of the server's sequences; and times that the server's own clock wrote. */
const NOT_COMPARED = ['fingerprint', 'id'];
const BY_THE_CLOCK: Readonly<Record<string, readonly string[]>> = {
  accounts: ['created_at'],
  billing_quotas: ['created_at', 'updated_at'],
};

async function booksOf({ engine }: Run): Promise<Record<string, unknown[]>> {
  const books: Record<string, unknown[]> = {};
  for (const [table, order] of Object.entries(TABLES)) {
    const rows = await engine.database.query<{ row: object }>(
      `SELECT to_jsonb(t) - $1::text[] AS row FROM dev.${table} t ORDER BY ${order}`,
      [[...NOT_COMPARED, ...(BY_THE_CLOCK[table] ?? [])]],
    );
    books[table] = rows.map(({ row }) => row);
  }
  return books;
}

const ID =
  /(?:\b[a-z]+_)?[0-9a-f]{12}7[0-9a-f]{19}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

/** Ids and random keys of one database's own are told by when they are first met: what they are is chance. */
function withoutIds<T>(value: T): T {
  const met = new Map<string, string>();
  const text = JSON.stringify(value).replaceAll(ID, (id) => {
    const digits = id.replaceAll('-', '').slice(-32);
    const name = met.get(digits) ?? `#${met.size}`;
    met.set(digits, name);
    return name;
  });
  return JSON.parse(text) as T;
}

/** The answers to a key, in the order of its uses. */
function answersTo(key: string): Answer[] {
  return [...together.answers].filter(([step]) => step.key === key).map(([, answer]) => answer);
}

function cameTo(key: string): unknown[] {
  return answersTo(key).map(({ outcome, replayed }) => [
    'refused' in outcome ? outcome.refused : 'status' in outcome ? outcome.status : outcome.kind,
    replayed,
  ]);
}

describe('a batch of more commands than are decided in one portion', () => {
  it('is one transaction, written in three portions', async () => {
    const [written] = await together.engine.database.query(
      `SELECT count(DISTINCT xmin::text)::int AS transactions, count(DISTINCT cmin::text)::int AS statements,
              count(*)::int AS rows
         FROM dev.postings WHERE account_id LIKE 'user:filler-%' AND operation = 'charge'`,
    );
    expect(together.answers.size).toBe(3 * A_THIRD);
    expect(written).toMatchObject({ transactions: 1, statements: 3 });
  });

  it('answers each command as if it had come alone', () => {
    const [inOne, inMany] = [together, alone].map((run) =>
      withoutIds([...run.answers].map(([{ key }, answer]) => ({ key, ...answer }))),
    );
    expect(inOne).toEqual(inMany);
  });

  it('leaves the same rows in every table, and the books in order', async () => {
    const [inOne, inMany] = [withoutIds(await booksOf(together)), withoutIds(await booksOf(alone))];
    for (const table of Object.keys(TABLES)) expect([table, inOne[table]]).toEqual([table, inMany[table]]);
    for (const { engine } of [together, alone]) expect(await faultsOfBooks(engine.database)).toEqual([]);
  });
});

describe('what one portion did, the next ones go by', () => {
  it('a key: replayed in the second, refused under another body in the third', () => {
    expect(cameTo('twice')).toEqual([
      ['completed', false],
      ['completed', true],
      ['idempotency_key_conflict', false],
    ]);
  });

  it("a payment's answer: processing in the first, settled in the second, the final one in the third", () => {
    expect(cameTo('paying')).toEqual([
      ['processing', true],
      ['completed', true],
    ]);
    expect(cameTo('declining')).toEqual([
      ['failed', true],
      ['failed', true],
    ]);
    expect(cameTo('refund-card')).toEqual([['refunded', false]]);
  });

  it('a record: paid after a deposit, and given back', () => {
    expect(cameTo('unpaid-again')).toEqual([['completed', false]]);
    expect(cameTo('late-process')).toEqual([['billing_already_processed', false]]);
    expect(cameTo('refund-late')).toEqual([['refunded', false]]);
    expect(cameTo('refund-outside')).toEqual([['refunded', false]]);
  });

  it('cards, wallets, credits, transfers and a quota given back', () => {
    expect(cameTo('by-new-card')).toEqual([['processing', false]]);
    expect(cameTo('without-card')).toEqual([['failed', false]]);
    expect(cameTo('opened-twice')).toEqual([['wallet_already_exists', false]]);
    expect(cameTo('spent-new')).toEqual([['completed', false]]);
    expect(cameTo('refused-new')).toEqual([['failed', false]]);
    expect(cameTo('after-leaving')).toEqual([['failed', false]]);
    expect(cameTo('spent-at-once')).toEqual([['completed', false]]);
    expect(cameTo('from-credits')).toEqual([['completed', false]]);
    expect(cameTo('too-much')).toEqual([['failed', false]]);
    expect(cameTo('fits')).toEqual([['processing', false]]);
    expect(cameTo('over-again')).toEqual([['failed', false]]);
  });
});
