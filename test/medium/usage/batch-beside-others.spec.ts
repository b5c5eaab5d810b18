import { describe, expect, it } from '@jest/globals';
import { BatchClient, linesOf } from '../../support/api/batch-client.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { usageEvents } from '../../support/api/usage-events.js';

const service = serviceSuite('batch beside others');
const { api, given } = service;
const { usageOf, eventsOf } = usageEvents(service);
const batch = new BatchClient(service);

describe('single calls', () => {
  it('run beside a batch on the same account, and nothing is lost or doubled', async () => {
    const userId = await given.payer('100000');
    const running = batch.lines(eventsOf(userId, 3_000));
    const singles = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        api.post('/api/v1/usage/record', usageOf(userId, { request_id: `single-${n}` })),
      ),
    );
    expect(singles.every(({ status }) => status === 200)).toBe(true);
    expect((await running).summary).toMatchObject({ completed: 3_000 });
    expect(await given.walletBalance(userId)).toBe('93600.00');
  });
});

describe('too many batches at once', () => {
  it('are refused with a time to come again, and free their place when they end', async () => {
    const small = await service.startAnother({ bulk: { requests: 1 } });
    const client = new BatchClient(small);
    const userId = await given.payer('100');
    const open = await openStream(small.url, linesOf(eventsOf(userId, 1)));
    for (const send of [client.list.bind(client), client.lines.bind(client)]) {
      const refused = await send(eventsOf(userId, 2) as object[]);
      expect([refused.status, refused.body['code']]).toEqual([503, 'overloaded']);
      expect(refused.headers.get('Retry-After')).toBe('1');
    }
    await open.end();
    expect((await client.lines(eventsOf(userId, 2))).summary).toMatchObject({ completed: 2, replayed: 1 });
  });
});

it('the books are in order after all this', async () => {
  expect(await faultsOfBooks(service.database)).toEqual([]);
});

/** A stream whose first lines are answered and which has not ended. */
async function openStream(url: string, first: string): Promise<{ end(): Promise<void> }> {
  let finish: () => void = () => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(Buffer.from(first));
      finish = () => controller.close();
    },
  });
  const response = await fetch(`${url}/api/v1/usage/record/batch`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson' },
    body,
    duplex: 'half',
  } as RequestInit);
  return {
    end: async () => {
      finish();
      await response.text();
    },
  };
}
