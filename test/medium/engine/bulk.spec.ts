import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ChargeCommand } from '../../../src/domain/commands.js';
import { DomainError } from '../../../src/domain/problems/problems.js';
import type { BulkAnswer, BulkItem } from '../../../src/engine/engine.port.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { engineSuite } from '../../support/engine/engine-suite.js';
import type { LaneGate } from '../../support/engine/lane-gate.js';
import { addPrice, chargeOf, openEngine, openWalletsIn } from '../../support/engine/test-engine.js';
import { waitUntil } from '../../support/wait-until.js';

const QUEUE_LIMIT = 40;
const USERS = ['ann', 'bob', 'cid', 'dan', 'eve'];

const t = engineSuite('bulk', { engine: { queueLimit: QUEUE_LIMIT } });
let gate: LaneGate;

beforeAll(async () => {
  await addPrice(t, 'unit', { unitPrice: '1' });
  await openWalletsIn(t, 0, [...USERS, 'caller'], '1000000');
  await openWalletsIn(t, 0, ['poor'], '250');
  gate = await t.openGate();
});

function chunkOf(name: string, count: number, users: readonly string[] = USERS): BulkItem<ChargeCommand>[] {
  return Array.from({ length: count }, (_, n) => ({
    key: `${name}-${n}`,
    command: chargeOf(users[n % users.length] as string, 'unit', '1', {
      usage: { requestId: `${name}-${n}` },
    }),
  }));
}

function wordOf(answer: BulkAnswer<ChargeCommand>): string {
  if (!('error' in answer)) return answer.replayed ? `again ${answer.outcome.status}` : answer.outcome.status;
  return answer.error instanceof DomainError ? answer.error.code : String(answer.error);
}

async function bulk(items: readonly BulkItem<ChargeCommand>[]): Promise<string[]> {
  const { answers } = await t.engine.submitBulk(items);
  return (await answers).map(wordOf);
}

const waiting = (): number => t.engine.figures().find(({ cell }) => cell === 0)?.waiting ?? 0;

/** The request ids of all charges of these names, as they were decided. */
async function decidedOrder(...names: string[]): Promise<string[]> {
  const rows = await t.database.query<{ request_id: string }>(
    `SELECT r.request_id FROM dev.billing_events e JOIN dev.billing_records r USING (cell, billing_id)
      WHERE split_part(r.request_id, '-', 1) = ANY($1) ORDER BY e.seq`,
    [names],
  );
  return rows.map(({ request_id }) => request_id);
}

describe('a chunk of bulk work', () => {
  it('is answered in its order, each command with what a single one would get', async () => {
    const items = [
      ...chunkOf('mixed', 2, ['ann']),
      { key: 'mixed-2', command: chargeOf('nobody', 'unit', '1') },
      { key: 'mixed-0', command: chargeOf('ann', 'unit', '7') },
      { key: 'mixed-4', command: chargeOf('ann', 'nothing', '1') },
    ];
    expect(await bulk(items)).toEqual([
      'completed',
      'completed',
      'failed',
      'idempotency_key_conflict',
      'pending',
    ]);
    expect((await bulk(items)).slice(0, 3)).toEqual(['again completed', 'again completed', 'again failed']);
    expect(await bulk([])).toEqual([]);
  });

  it('keeps the order of each account over all chunks', async () => {
    const words: Promise<string[]>[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { answers } = await t.engine.submitBulk(chunkOf(`poor${n}`, 100, ['ann', 'poor']));
      words.push(answers.then((known) => known.map(wordOf)));
    }
    const poor = (await Promise.all(words)).flat().filter((_, n) => n % 2 === 1);
    expect(poor).toEqual(Array.from({ length: 250 }, () => 'completed'));
    expect(await bulk(chunkOf('poorer', 1, ['poor']))).toEqual(['failed']);
    const order = await decidedOrder('poor0', 'poor1', 'poor2', 'poor3', 'poor4');
    const own = order.filter((name) => Number(name.split('-')[1]) % 2 === 1);
    const asSent = [0, 1, 2, 3, 4].flatMap((n) =>
      Array.from({ length: 50 }, (_, k) => `poor${n}-${2 * k + 1}`),
    );
    expect(own).toEqual(asSent);
  });
});

describe('callers beside bulk work', () => {
  it('go first, however much of it came before them', async () => {
    await gate.gather(230, async () => {
      const { answers } = await t.engine.submitBulk(chunkOf('early', 200));
      const calls = chunkOf('late', 30, ['caller']).map(({ command, key }) => t.run(command, key));
      await Promise.all([answers, ...calls]);
    });
    const order = await decidedOrder('early', 'late');
    expect(order).toHaveLength(230);
    expect(order.slice(0, 30).every((name) => name.startsWith('late'))).toBe(true);
  });

  it('are not refused because of it: it takes no place in their queue', async () => {
    await gate.gather(200 + QUEUE_LIMIT, async () => {
      const { answers } = await t.engine.submitBulk(chunkOf('many', 200));
      const calls = chunkOf('few', QUEUE_LIMIT, ['caller']).map(({ command, key }) => t.run(command, key));
      const outcomes = await Promise.all(calls);
      expect(outcomes.every(({ status }) => status === 'completed')).toBe(true);
      await answers;
    });
  });

  it('make it pause while their own queue is full', async () => {
    let joined = false;
    await gate.gather(QUEUE_LIMIT, async () => {
      const calls = chunkOf('full', QUEUE_LIMIT, ['caller']).map(({ command, key }) => t.run(command, key));
      await waitUntil('the queue is full', () => waiting() === QUEUE_LIMIT);
      const riding = t.engine.submitBulk(chunkOf('paused', 10));
      void riding.then(() => (joined = true));
      await t.directory.find('user', 'nobody-ever');
      expect([joined, waiting()]).toEqual([false, QUEUE_LIMIT]);
      const { answers } = await riding;
      await Promise.all([...calls, answers]);
    });
    expect(joined).toBe(true);
    const order = await decidedOrder('full', 'paused');
    expect(order.slice(0, QUEUE_LIMIT).every((name) => name.startsWith('full'))).toBe(true);
  });
});

describe('much bulk work', () => {
  it('keeps one batch ready in a lane and waits with the rest', async () => {
    const chunks = 12;
    let most = 0;
    await gate.gather(256, async () => {
      const riding = (async () => {
        const rides = [];
        for (let n = 0; n < chunks; n += 1) {
          rides.push(await t.engine.submitBulk(chunkOf(`much${n}`, 100)));
          most = Math.max(most, waiting());
        }
        return Promise.all(rides.map(({ answers }) => answers));
      })();
      const words = (await riding).flat().map(wordOf);
      expect(words).toEqual(Array.from({ length: 100 * chunks }, () => 'completed'));
    });
    expect(most).toBeGreaterThanOrEqual(256);
    expect(most).toBeLessThan(256 + 100);
  });
});

describe('a stop', () => {
  it('finishes what waits in a lane and begins nothing else', async () => {
    const stopping = await openEngine(t.db.config());
    const { answers } = await stopping.engine.submitBulk(chunkOf('before', 300));
    const stopped = stopping.engine.beforeApplicationShutdown();
    const late = await stopping.engine.submitBulk(chunkOf('after', 3));
    expect((await late.answers).map(wordOf)).toEqual(['shutting_down', 'shutting_down', 'shutting_down']);
    await stopped;
    expect((await answers).every((answer) => wordOf(answer) === 'completed')).toBe(true);
    await stopping.database.dataSource.destroy();
  });
});

it('the books are in order after all this', async () => {
  expect(await faultsOfBooks(t.database)).toEqual([]);
});
