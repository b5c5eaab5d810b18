import { beforeAll, describe, expect, it } from '@jest/globals';
import { decimal } from '../../../src/domain/decimal.js';
import { DomainError } from '../../../src/domain/problems/problems.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { subscribeOf } from '../../support/domain/commands.js';
import { engineSuite } from '../../support/engine/engine-suite.js';
import {
  addPrice,
  addQuota,
  chargeOf,
  openWallet,
  placeUsers,
  type TestEngine,
} from '../../support/engine/test-engine.js';

/** Two engines, each with its own pool, on one database: what two processes are to Postgres. */
const first = engineSuite('two_processes');
let engines: [TestEngine, TestEngine];

beforeAll(async () => {
  engines = [first, await first.openAnother()];
  await addPrice(engines[0], 'unit', { unitPrice: '1' });
  await addPrice(engines[0], 'tiered', { unitPrice: '1', freeTier: { limit: '100', period: 'yearly' } });
});

const either = (n: number): TestEngine => engines[n % 2] as TestEngine;
const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

describe('two processes on the same accounts', () => {
  it('spend exactly the balances, whichever of them is asked', async () => {
    const users = times(10, (n) => `spender-${n}`);
    await Promise.all(users.map((user, n) => openWallet(either(n), user, '50')));
    const outcomes = await Promise.all(
      times(1200, (n) => either(n >> 3).run(chargeOf(users[n % 10] as string, 'unit', '1'))),
    );
    expect(outcomes.filter(({ status }) => status === 'completed')).toHaveLength(500);
    expect(outcomes.filter(({ status }) => status === 'failed')).toHaveLength(700);
    const left = await engines[0].database.query(
      `SELECT DISTINCT available::text FROM ${engines[0].database.schema}.balances WHERE account_id LIKE 'user:spender-%'`,
    );
    expect(left).toEqual([{ available: '0' }]);
  });

  it('have one effect a key, and give every caller the same answer', async () => {
    await Promise.all(times(5, (n) => openWallet(either(n), `keyed-${n}`, '1000')));
    const answers = await Promise.all(
      times(600, (n) => {
        const key = Math.floor(n / 6) % 100;
        return either(n)
          .engine.submit(chargeOf(`keyed-${key % 5}`, 'unit', '1'), { key: `key-${key}` })
          .then((answer) => ({ key, ...answer }));
      }),
    );
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(100);
    const distinct = new Set(answers.map(({ key, outcome }) => `${key} ${JSON.stringify(outcome)}`));
    expect(distinct.size).toBe(100);
  });

  it('stop exactly at a hard quota that payers of several cells share', async () => {
    const users = times(12, (n) => `member-${n}`);
    await Promise.all(users.map((user, n) => openWallet(either(n), user, '1000')));
    const quotaId = await addQuota(engines[0], { scope: 'organization', scopeId: 'shared', limit: '250' });
    const outcomes = await Promise.all(
      times(600, (n) =>
        either(n >> 2).run(
          chargeOf(users[n % 12] as string, 'unit', '1', { usage: { organizationId: 'shared' } }),
        ),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'completed')).toHaveLength(250);
    expect(new Set(outcomes.flatMap(({ refusal }) => refusal?.code ?? []))).toEqual(
      new Set(['quota_exceeded']),
    );
    const { schema } = engines[0].database;
    const [cells] = await engines[0].database.query(
      `SELECT count(DISTINCT cell)::int AS payers,
              (SELECT quota_used::text FROM ${schema}.billing_quotas WHERE quota_id = $1) AS used
         FROM ${schema}.accounts WHERE account_id LIKE 'user:member-%'`,
      [quotaId],
    );
    expect(cells).toEqual({ payers: 2, used: '250' });
  });

  it('draw a free tier down to exactly nothing', async () => {
    await openWallet(engines[0], 'frugal', '1000');
    const outcomes = await Promise.all(times(200, (n) => either(n).run(chargeOf('frugal', 'tiered', '1'))));
    const paid = outcomes.reduce((sum, { amount }) => sum.plus(amount), decimal('0'));
    expect(paid.toFixed()).toBe('100');
  });

  it('make accounts that neither has seen before, without waiting for each other crosswise', async () => {
    const users = times(400, (n) => `new-${(n * 7919) % 400}`);
    const begun = performance.now();
    const outcomes = await Promise.all(
      users.flatMap((user) => engines.map((engine) => engine.run(chargeOf(user, 'unit', '1')))),
    );
    expect(new Set(outcomes.map(({ refusal }) => refusal?.code))).toEqual(
      new Set(['insufficient_wallet_balance']),
    );
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('give a wallet to the first and its id to the second', async () => {
    const attempts = await Promise.allSettled(times(8, (n) => openWallet(either(n), 'one-wallet', '5')));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts) {
      if (attempt.status === 'rejected')
        expect((attempt.reason as DomainError).code).toBe('wallet_already_exists');
    }
  });

  it('give a subscription’s id to one account only', async () => {
    for (let round = 0; round < 10; round += 1) {
      const subscribers = await neighbours(2, round);
      const attempts = await Promise.allSettled(
        subscribers.map((user, n) => either(n).run(subscribeOf(user, { subscriptionId: `wanted-${round}` }))),
      );
      const refused = attempts.flatMap((attempt) =>
        attempt.status === 'rejected' ? [attempt.reason as DomainError] : [],
      );
      expect(refused.map(({ code }) => code)).toEqual(['subscription_already_exists']);
    }
  });

  /** Users of one cell: their subscriptions meet at one unique index. */
  async function neighbours(count: number, round: number): Promise<string[]> {
    const users = times(count, (n) => `subscriber-${round}-${n}`);
    await placeUsers(engines[0], 0, users);
    return users;
  }

  it('keep the books', async () => {
    expect(await faultsOfBooks(engines[0].database)).toEqual([]);
  });
});
