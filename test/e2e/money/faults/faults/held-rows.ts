import type { SqlSession } from '../../../../support/database/sql-session.js';
import type { BatchInSight, BatchPoint } from '../../../../support/wire/batch-points.js';
import type { Verdict } from '../../../../support/wire/proxied-connection.js';
import type { ProxiedService } from '../service/proxied-service.js';
import type { Fault, Stage } from './stage.js';

/** Longer than the service waits for a lock. */
const STRIKE_MS = 4_000;
const MOST_TRIES = 40;

/** What somebody else takes at a point of a batch, so that its next statement has to wait. */
interface Hold {
  readonly point: BatchPoint;
  readonly take: (session: SqlSession, batch: BatchInSight) => Promise<unknown>;
}

const lockAccount = (session: SqlSession, { cell }: BatchInSight, accountId: string | undefined) =>
  session.run('SELECT FROM dev.accounts WHERE cell = $1 AND account_id = $2 FOR UPDATE', [cell, accountId]);

/** In the order in which the engine locks them. */
const inOrder = ({ accountIds }: BatchInSight) => [...new Set(accountIds)].sort();

const HOLDS: readonly Hold[] = [
  { point: 'before the lock', take: (session, batch) => lockAccount(session, batch, inOrder(batch).at(-1)) },
  {
    point: 'after the lock',
    take: (session) => session.run('SELECT FROM dev.billing_quotas ORDER BY cell, quota_id FOR UPDATE'),
  },
  {
    point: 'before the write',
    take: (session, { cell }) => session.run('SELECT FROM dev.cells WHERE cell = $1 FOR UPDATE', [cell]),
  },
  {
    point: 'between write and events',
    take: (session) => session.run('LOCK TABLE dev.billing_events IN SHARE MODE'),
  },
];

/** The engine gives up waiting: 55P03. Not every batch needs the row, so it is held until one has. */
function lockAt({ point, take }: Hold): Fault {
  const name = `lock held ${point}`;
  return {
    name,
    strike: (stage: Stage) =>
      tryUntilStruck(stage, name, '55P03', async (service, failed) => {
        await stage.withSessions(1, async (holder) => {
          await begin(holder);
          const held = service.proxy.strikeAt(point, async (batch): Promise<Verdict> => {
            await take(holder, batch);
            return 'go on';
          });
          await stage.must(`a batch is ${point}`, held);
          await stage.happens(failed, STRIKE_MS);
        });
      }),
  };
}

/**
 * Each waits for what the other holds. Somebody else is patient, so that it is the engine's transaction that Postgres
 * ends: 40P01. A batch that does not need the row is not struck; then the next one is tried.
 */
function deadlockAt({ point, take }: Hold): Fault {
  const name = `deadlock ${point}`;
  return {
    name,
    strike: (stage: Stage) =>
      tryUntilStruck(stage, name, '40P01', async (service, failed) => {
        await stage.withSessions(2, async (holder, observer) => {
          await begin(holder);
          let wanted: Promise<unknown> = Promise.resolve();
          const first = (batch: BatchInSight) =>
            lockAccount(holder, batch, inOrder(batch)[0]).catch(() => null);
          const crossed = service.proxy.strikeAt(
            point,
            async (batch): Promise<Verdict> => {
              await take(holder, batch);
              const pid = await backendOf(holder);
              if (point === 'before the lock') {
                // The batch takes its first account and waits for its last; then we ask for its first.
                wanted = someoneWaitsFor(stage, observer!, pid).then(() => first(batch));
              } else {
                wanted = first(batch);
                await waitsOrHas(stage, observer!, pid, wanted);
              }
              return 'go on';
            },
            ({ accountIds }) => new Set(accountIds).size > 1,
          );
          await stage.must(`a batch is ${point}`, crossed);
          await stage.happens(Promise.race([failed, wanted]), STRIKE_MS);
          await stage.happens(failed, 0);
        });
      }),
  };
}

async function tryUntilStruck(
  stage: Stage,
  name: string,
  sqlState: string,
  attempt: (service: ProxiedService, failed: Promise<void>) => Promise<void>,
): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    let hasFailed = false;
    // Of either service: both work on the same rows.
    const failed = Promise.race(stage.services.map((service) => service.failsWith(sqlState))).then(() => {
      hasFailed = true;
    });
    await attempt(stage.anyService(), failed);
    if (!hasFailed) continue;
    stage.strikes.count(name);
    return;
  }
  throw new Error(`${name} did not strike in ${MOST_TRIES} tries`);
}

/** Waits for whatever it must, but not for ever. */
async function begin(holder: SqlSession | undefined): Promise<void> {
  await holder?.run(`SET deadlock_timeout = '60s'`);
  await holder?.run(`SET statement_timeout = '10s'`);
  await holder?.run('BEGIN');
}

async function backendOf(session: SqlSession): Promise<number> {
  const [row] = await session.run<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return row!.pid;
}

function someoneWaitsFor(stage: Stage, observer: SqlSession, pid: number): Promise<void> {
  return stage.until('a batch waits for the holder', async () => {
    const waiting = await observer.run(
      `SELECT FROM pg_locks WHERE NOT granted AND $1 = ANY (pg_blocking_pids(pid))`,
      [pid],
    );
    return waiting.length > 0;
  });
}

/** The holder has it without waiting when the batch is gone: idle for too long while the holder came by its own row. */
async function waitsOrHas(
  stage: Stage,
  observer: SqlSession,
  pid: number,
  wanted: Promise<unknown>,
): Promise<void> {
  let isOver = false;
  void wanted.then(() => (isOver = true));
  await stage.until('the holder waits', async () => {
    if (isOver) return true;
    const waiting = await observer.run('SELECT FROM pg_locks WHERE NOT granted AND pid = $1', [pid]);
    return waiting.length > 0;
  });
}

export const HELD_ROWS: readonly Fault[] = [...HOLDS.map(lockAt), ...HOLDS.map(deadlockAt)];
