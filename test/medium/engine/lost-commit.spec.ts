import { beforeAll, describe, expect, it } from '@jest/globals';
import type { FirstLease } from '../../../src/engine/engine.port.js';
import type { DomainError } from '../../../src/domain/problems/problems.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { cardOf } from '../../support/domain/commands.js';
import type { ConfigOverrides } from '../../support/config.js';
import { engineSuite } from '../../support/engine/engine-suite.js';
import type { LaneGate } from '../../support/engine/lane-gate.js';
import { SqlSession } from '../../support/database/sql-session.js';
import { TcpProxy, type CommitCut } from '../../support/wire/tcp-proxy.js';
import {
  addPrice,
  chargeOf,
  openEngine,
  openWalletsIn,
  placeUsers,
  type TestEngine,
} from '../../support/engine/test-engine.js';
import { waitUntil } from '../../support/wait-until.js';

/** Straight to the database. */
const sound = engineSuite('lost_commit');
const { db } = sound;
let proxy: TcpProxy;
/** Behind the proxy. */
let t: TestEngine;
let gate: LaneGate;

beforeAll(async () => {
  proxy = db.keep(await TcpProxy.open(db.url));
  t = await sound.openAnother(behindProxy({ statementTimeoutMs: 500 }));
  await addPrice(sound, 'unit', { unitPrice: '1' });
  await placeUsers(sound, 0, ['poor']);
  await openWalletsIn(sound, 0, ['ann', 'bob', 'frozen', 'other'], '1000');
  gate = await sound.openGate(t);
});

function behindProxy(engine: ConfigOverrides['engine']): ConfigOverrides {
  const source = { kind: 'external', url: proxy.url, migrationUrl: db.migrationUrl, tls: null } as const;
  return { database: { source }, engine };
}

async function available(user: string): Promise<string> {
  const [row] = await sound.database.query<{ available: string }>(
    `SELECT available::text FROM dev.balances WHERE account_id = $1`,
    [`user:${user}`],
  );
  return row?.available as string;
}

describe('a connection that is lost at COMMIT', () => {
  it.each<[string, CommitCut]>([
    ['before the server got it', 'before'],
    ['after the server has committed', 'after'],
    ['while the server is about to commit', 'late'],
  ])('%s: every caller gets its own outcome, and each key has one effect', async (_name, cut) => {
    const before = Number(await available('ann'));
    const replayed = await t.engine.submit(chargeOf('bob', 'unit', '1'), { key: `${cut} earlier` });
    const results = await gate.gather(24, () => {
      const lost = proxy.cutNextCommit(cut);
      const charges = Array.from({ length: 20 }, (_, n) =>
        t.engine.submit(chargeOf('ann', 'unit', String(n + 1)), { key: `${cut} ${n}` }),
      );
      return Promise.all([
        Promise.all(charges),
        t.engine.submit(chargeOf('ann', 'unit', '1'), { key: `${cut} 0` }),
        t.engine.submit(chargeOf('bob', 'unit', '1'), { key: `${cut} earlier` }),
        t.engine.submit(chargeOf('poor', 'unit', '5'), { key: `${cut} poor` }),
        t.engine
          .submit(chargeOf('bob', 'unit', '9'), { key: `${cut} earlier` })
          .catch(({ code }: DomainError) => code),
        lost,
      ]);
    });
    const [charges, duplicate, earlier, poor, conflict] = results;
    expect(charges.map(({ outcome }) => outcome.amount)).toEqual(
      Array.from({ length: 20 }, (_, n) => String(n + 1)),
    );
    expect(duplicate.outcome).toEqual(charges[0]?.outcome);
    expect(earlier.outcome).toEqual(replayed.outcome);
    expect(poor.outcome.refusal?.code).toBe('insufficient_wallet_balance');
    expect(conflict).toBe('idempotency_key_conflict');
    expect(Number(await available('ann'))).toBe(before - 210);

    const again = await sound.engine.submit(chargeOf('ann', 'unit', '7'), { key: `${cut} 6` });
    expect(again).toEqual({ outcome: charges[6]?.outcome, replayed: true });
  });
});

it('a charge that a card pays and whose COMMIT was lost is leased to who made it, where it took effect', async () => {
  await sound.run(cardOf('bob'));
  const charge = chargeOf('bob', 'unit', '1', { method: 'payment_charge' });
  for (const cut of ['before', 'after', 'late'] as const) {
    const leases: FirstLease[] = [];
    const lost = proxy.cutNextCommit(cut);
    const takeLease = (lease: FirstLease): void => void leases.push(lease);
    const { outcome } = await t.engine.submit(charge, { key: `leased ${cut}`, takeLease });
    await lost;
    expect(leases.map(({ attempt }) => [attempt.attemptId, attempt.leaseNumber])).toEqual([
      [outcome.attemptId, 1],
    ]);
    expect(await t.engine.submit(charge, { key: `leased ${cut}`, takeLease })).toMatchObject({
      replayed: true,
    });
    expect(leases).toHaveLength(1);
  }
});

it('a charge whose COMMIT was lost is leased to nobody where another process has made it meanwhile', async () => {
  const charge = chargeOf('bob', 'unit', '1', { method: 'payment_charge' });
  const owner = await SqlSession.open(db.migrationUrl);
  let other: ReturnType<TestEngine['run']> | undefined;
  const lost = proxy.strikeAt('at COMMIT, before the server has it', async (): Promise<'cut'> => {
    other = sound.run(charge, 'made twice');
    await owner.whenWaiting();
    return 'cut';
  });
  const leases: FirstLease[] = [];
  const takeLease = (lease: FirstLease): void => void leases.push(lease);
  const { outcome } = await t.engine.submit(charge, { key: 'made twice', takeLease });
  await lost;
  await owner.close();
  expect(outcome).toEqual(await other);
  expect(leases).toEqual([]);
});

describe('a network that swallows everything', () => {
  it('holds neither the lane nor the account for good, and nothing is charged twice', async () => {
    const charge = chargeOf('frozen', 'unit', '1');
    await t.engine.submit(charge, { key: 'thaw' });
    proxy.freeze();
    const late = await t.engine
      .submit(charge, { key: 'swallowed', deadlineMs: 200 })
      .catch((error: DomainError) => error);
    expect(late).toMatchObject({ code: 'outcome_unknown', facts: { idempotency_key: 'swallowed' } });
    proxy.thaw();
    // The lane gives the silent connection up by itself, and answers what waits behind it.
    const next = await t.engine.submit(charge, { key: 'next', deadlineMs: 20_000 });
    expect(next.outcome.status).toBe('completed');
    const retried = await t.engine.submit(charge, { key: 'swallowed' });
    expect(retried).toMatchObject({ outcome: { status: 'completed' }, replayed: true });
    expect(await available('frozen')).toBe('997');
  });

  it('does not keep a caller whose owner is unknown beyond his deadline', async () => {
    proxy.freeze();
    const begun = performance.now();
    const failure = await t.engine
      .submit(chargeOf('stranger', 'unit', '1'), { key: 'k', deadlineMs: 200 })
      .catch((error: DomainError) => error.code);
    expect(failure).toBe('deadline_exceeded');
    expect(performance.now() - begun).toBeLessThan(1_000);
    proxy.thaw();
  });

  it('in the middle of a batch does not hold its accounts against other processes', async () => {
    const config = db.config(behindProxy({ statementTimeoutMs: 500, retryDeadlineMs: 500 }));
    const frozen = await openEngine(config);
    await frozen.run(chargeOf('other', 'unit', '1'));
    const owner = await SqlSession.open(db.migrationUrl);
    const stopped = proxy.freezeAtNextCommit();
    const unknown = frozen
      .run(chargeOf('other', 'unit', '1'), 'stopped')
      .catch((error: DomainError) => error.code);
    await stopped;
    await waitUntil('Postgres has ended the session of the frozen process', async () => {
      const idle = await owner.run(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
      );
      return idle.length === 0;
    });
    const outcome = await sound.run(chargeOf('other', 'unit', '1'));
    expect(outcome).toMatchObject({ status: 'completed', walletBalance: '998' });
    proxy.thaw();
    await unknown;
    await owner.close();
    await frozen.close();
  });
});

it('the books are in order after all this', async () => {
  expect(await faultsOfBooks(sound.database)).toEqual([]);
});
