import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../src/domain/problems/problems.js';
import type { Answer } from '../../../src/engine/engine.port.js';
import type { ChargeCommand } from '../../../src/domain/commands.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { engineSuite } from '../../support/engine/engine-suite.js';
import type { SqlSession } from '../../support/database/sql-session.js';
import {
  addPrice,
  chargeOf,
  openEngine,
  openWallet,
  usageOf,
  userAccount,
  type TestEngine,
} from '../../support/engine/test-engine.js';
import { waitUntil } from '../../support/wait-until.js';

const first = engineSuite('lost_connections');
let engines: [TestEngine, TestEngine];
let owner: SqlSession;

beforeAll(async () => {
  engines = [first, await first.openAnother()];
  owner = await first.db.openSession();
  await addPrice(first, 'unit', { unitPrice: '1' });
});

/** So many sessions the storm ends, however long a loaded machine takes to open them, up to a bound. */
const STORM_SESSIONS = 21;
const STORM_MOST_MS = 45_000;

/** What a caller may be told while the database fails: nothing was recorded, or that it is not known. */
const MAY_BE_TOLD = new Set(['database_unavailable', 'outcome_unknown', 'account_busy', 'deadline_exceeded']);

interface Told {
  readonly answers: Answer<ChargeCommand>[];
  readonly failures: string[];
}

/** A client that retries with the same key until it has its answer. */
async function persist(engine: TestEngine, command: ChargeCommand, key: string, told: Told): Promise<void> {
  for (;;) {
    try {
      told.answers.push(await engine.engine.submit(command, { key, deadlineMs: 5_000 }));
      return;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      told.failures.push(error.code);
      await delay(20);
    }
  }
}

describe('connections that Postgres ends under load', () => {
  it('cost nobody more than a retry: every key has exactly one effect', async () => {
    const users = Array.from({ length: 8 }, (_, n) => `storm-${n}`);
    await Promise.all(users.map((user) => openWallet(engines[0], user, '1000000')));
    const told: Told = { answers: [], failures: [] };
    let ended = 0;
    const calm = new AbortController();
    const storm = (async () => {
      const giveUp = performance.now() + STORM_MOST_MS;
      while (ended < STORM_SESSIONS && performance.now() < giveUp) {
        ended += await owner.endOthers();
        await delay(30 + Math.random() * 60);
      }
      calm.abort();
    })();
    let keys = 0;
    const callers = Array.from({ length: 16 }, async (_, caller) => {
      // Until the storm is over: without callers there would be no sessions to end.
      for (let n = 0; n < 25 || !calm.signal.aborted; n += 1) {
        const command = chargeOf(users[(caller + n) % 8] as string, 'unit', '1');
        keys += 1;
        await persist(engines[(caller + n) % 2] as TestEngine, command, `${caller}-${n}`, told);
      }
    });
    await Promise.all([storm, ...callers]);

    expect(ended).toBeGreaterThanOrEqual(STORM_SESSIONS);
    expect([...new Set(told.failures)].filter((code) => !MAY_BE_TOLD.has(code))).toEqual([]);
    expect(told.answers).toHaveLength(keys);
    expect(told.answers.every(({ outcome }) => outcome.status === 'completed')).toBe(true);
    const [sum] = await engines[0].database.query(
      `SELECT (SELECT sum(available)::text FROM dev.balances WHERE account_id LIKE 'user:storm-%') AS left,
              (SELECT count(*)::int FROM dev.billing_records WHERE account_id LIKE 'user:storm-%') AS records`,
    );
    expect(sum).toEqual({ left: String(8_000_000 - keys), records: keys });
    expect(await faultsOfBooks(engines[0].database)).toEqual([]);
  });

  it('between two batches are replaced without a word', async () => {
    await openWallet(engines[0], 'calm', '10');
    await owner.endOthers();
    expect(await engines[0].run(chargeOf('calm', 'unit', '1'))).toMatchObject({ walletBalance: '9' });
  });
});

describe('a database that takes no writes', () => {
  const quote = () =>
    engines[0].engine.quote({
      account: userAccount('reader'),
      usage: usageOf('reader', 'unit', '1'),
      method: null,
    });

  it('is told as 503, reads go on, and the service resumes by itself', async () => {
    await openWallet(engines[0], 'reader', '10');
    const [{ name }] = (await owner.run<{ name: string }>(`SELECT current_database() AS name`)) as [
      { name: string },
    ];
    await owner.run(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await owner.endOthers();
    for (const user of ['reader', 'never-seen']) {
      await expect(
        engines[0].engine.submit(chargeOf(user, 'unit', '1'), { key: 'ro' }),
      ).rejects.toMatchObject({
        code: 'database_unavailable',
      });
    }
    expect((await quote()).walletBalance).toBe('10');

    await owner.run(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    await waitUntil('writes are taken again', () =>
      engines[0].engine.submit(chargeOf('reader', 'unit', '1'), { key: 'ro' }).then(
        ({ replayed }) => !replayed,
        () => false,
      ),
    );
    expect((await quote()).walletBalance).toBe('9');
  });
});

describe('a connection pooler in transaction mode', () => {
  it('needs no prepared statements to be kept', async () => {
    const pooled = await openEngine(first.db.config({ database: { pooler: 'transaction' } }));
    await openWallet(pooled, 'pooled', '10');
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => pooled.run(chargeOf('pooled', 'unit', '1'))),
    );
    expect(outcomes.at(-1)?.walletBalance).toBe('0');
    await pooled.close();
  });
});
