import { describe, expect, it } from '@jest/globals';
import { Engine } from '../../../src/engine/engine.service.js';
import { Draining } from '../../../src/http/draining.js';
import { beginShutdown, drained } from '../../../src/http/create-http-app.js';
import { BatchClient } from '../../support/api/batch-client.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { OpenBatch } from '../../support/api/open-batch.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { SqlSession } from '../../support/database/sql-session.js';
import { usageEvents } from '../../support/api/usage-events.js';
import { waitUntil } from '../../support/wait-until.js';

const service = serviceSuite('batch stream', { bulk: { requests: 2 } });
const { given } = service;
const { eventsOf, recordsOf } = usageEvents(service);

/** A session that holds the account's row until it ends its transaction. */
async function holdAccount(userId: string): Promise<SqlSession> {
  const holder = await SqlSession.open(service.migrationUrl);
  await holder.run('BEGIN');
  await holder.run(`SELECT FROM dev.accounts WHERE account_id = 'user:${userId}' FOR UPDATE`);
  return holder;
}

/** Nothing waits or runs in any lane. */
async function untilIdle(app = service.app): Promise<void> {
  const engine = app.get(Engine);
  await waitUntil('the lanes are idle', () =>
    engine.figures().every(({ waiting, running }) => waiting + running === 0),
  );
}

describe('a stream', () => {
  it('is answered while it goes on: each line before the next is sent', async () => {
    const userId = await given.payer('100');
    const open = new OpenBatch(service);
    for (const [n, event] of eventsOf(userId, 5).entries()) {
      await open.send([event]);
      await open.untilAnswered(n + 1);
    }
    expect(open.answered.map(({ index, status }) => [index, status])).toEqual(
      [0, 1, 2, 3, 4].map((n) => [n, 200]),
    );
    await open.finish();
    expect([open.ended, open.summary]).toEqual(['well', { total: 5, completed: 5, failed: 0, replayed: 0 }]);
  });

  it('whose client goes away keeps what was submitted, begins no more, and can be sent again', async () => {
    const userId = await given.payer('10000');
    const events = eventsOf(userId, 3_000);
    const open = new OpenBatch(service);
    await open.send(events.slice(0, 1_000));
    await open.untilAnswered(100);
    open.vanish();
    await untilIdle();
    const again = await new BatchClient(service).lines(events);
    expect(again.summary).toMatchObject({ total: 3_000, completed: 3_000, failed: 0 });
    const kept = again.summary?.replayed;
    expect(kept).toBeGreaterThanOrEqual(100);
    expect(kept).toBeLessThanOrEqual(1_000);
    expect(await recordsOf(userId)).toBe(3_000);
  });

  it('or a list, whose client goes away while it is recorded, begins no more', async () => {
    const userId = await given.payer('100000');
    const patient = await service.startAnother({ engine: { lockTimeoutMs: 8_000 } });
    const holder = await holdAccount(userId);
    const leaving = new AbortController();
    const answering = fetch(`${patient.url}/api/v1/usage/record/batch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(eventsOf(userId, 5_000)),
      signal: leaving.signal,
    });
    await holder.whenWaiting();
    leaving.abort();
    await expect(answering).rejects.toThrow('aborted');
    const requests = patient.app.get(Draining, { strict: false });
    await waitUntil('the service knows', () => requests.requestsInFlight === 0);
    await holder.run('ROLLBACK');
    await holder.close();
    await untilIdle(patient.app);
    expect(await recordsOf(userId)).toBeGreaterThan(0);
    expect(await recordsOf(userId)).toBeLessThan(5_000);
  });

  it('gives its place back when its client has gone', async () => {
    const client = new BatchClient(service);
    const open = [new OpenBatch(service), new OpenBatch(service)];
    await waitUntil('both places are taken', async () => (await client.lines([])).status === 503);
    for (const one of open) one.vanish();
    await waitUntil('a place is free again', async () => (await client.lines([])).status === 200);
  });
});

describe('a client that stalls', () => {
  it('in sending: what came is finished, and the summary says from where on nothing was begun', async () => {
    const hasty = await service.startAnother({ bulk: { idleTimeoutMs: 300 } });
    const userId = await given.payer('100');
    const open = new OpenBatch(hasty);
    await open.send(eventsOf(userId, 3));
    await open.untilEnded();
    expect(open.summary).toMatchObject({
      total: 3,
      completed: 3,
      problem: { code: 'request_timeout', status: 408 },
    });
    expect(await recordsOf(userId)).toBe(3);
  });

  it('in reading: the service stops reading too, and ends the connection', async () => {
    const hasty = await service.startAnother({ bulk: { idleTimeoutMs: 500 } });
    const open = new OpenBatch(hasty, { reads: false });
    // Each of these lines is answered with more bytes than it has; all together they have 80 MB.
    const malformed = Array.from({ length: 1_000 }, () => `{"pad":"${'x'.repeat(152)}`);
    for (let n = 0; n < 500 && open.ended === null; n += 1) await open.send(malformed);
    await open.untilEnded();
    expect(open.ended).toBe('cut');
    expect(open.bytesTaken).toBeLessThan(50 * 1024 * 1024);
    expect((await new BatchClient(hasty).lines([])).status).toBe(200);
  });
});

describe('a stop of the service', () => {
  it('finishes what a stream has begun, and says what it has not', async () => {
    const stopping = await service.startAnother();
    const userId = await given.payer('100');
    const open = new OpenBatch(stopping);
    await open.send(eventsOf(userId, 3));
    await open.untilAnswered(1);
    beginShutdown(stopping.app);
    await open.untilEnded();
    expect(open.ended).toBe('well');
    expect(open.summary).toMatchObject({
      total: 3,
      completed: 3,
      problem: { code: 'shutting_down', status: 503 },
    });
    expect(await drained(stopping.app, 5_000)).toBe(true);
    expect(await recordsOf(userId)).toBe(3);
  });

  it('finishes what a list has begun, and answers 503 for each item that it has not', async () => {
    const stopping = await service.startAnother({ engine: { lockTimeoutMs: 8_000 } });
    const userId = await given.payer('100000');
    const holder = await holdAccount(userId);
    const answering = new BatchClient(stopping).list(eventsOf(userId, 5_000));
    await holder.whenWaiting();
    beginShutdown(stopping.app);
    await holder.run('ROLLBACK');
    await holder.close();
    const { results, summary } = await answering;
    const begun = results.findIndex(({ status }) => status === 503);
    expect(begun).toBeGreaterThan(0);
    expect(results.slice(0, begun).every(({ status }) => status === 200)).toBe(true);
    expect(results.slice(begun).every(({ problem }) => problem?.code === 'shutting_down')).toBe(true);
    expect(summary).toEqual({ total: 5_000, completed: begun, failed: 5_000 - begun, replayed: 0 });
    expect(await recordsOf(userId)).toBe(begun);
  });
});

it('the books are in order after all this', async () => {
  expect(await faultsOfBooks(service.database)).toEqual([]);
});
