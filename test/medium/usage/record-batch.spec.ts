import { beforeAll, describe, expect, it } from '@jest/globals';
import { BatchClient, type BatchAnswer, linesOf } from '../../support/batch-client.js';
import { faultsOfBooks } from '../../support/books.js';
import { serviceSuite } from '../../support/service-suite.js';

const service = serviceSuite('record batch');
const { api, given } = service;
const batch = new BatchClient(service);
let productId: string;

beforeAll(async () => {
  productId = await given.product();
});

/** An event of 2 CREDIT. */
function usageOf(userId: string, more: object = {}) {
  return {
    user_id: userId,
    product_id: productId,
    service_type: 'model_inference',
    usage_amount: 1000,
    ...more,
  };
}

/** Events of one user with a name each. */
function eventsOf(userId: string, count: number, more: object = {}): object[] {
  return Array.from({ length: count }, (_, n) => usageOf(userId, { request_id: `${userId}-${n}`, ...more }));
}

const statuses = (answer: BatchAnswer): number[] => answer.results.map(({ status }) => status);

async function recordsOf(userId: string): Promise<number> {
  const [row] = await service.database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM dev.billing_records WHERE user_id = $1`,
    [userId],
  );
  return row?.n ?? 0;
}

/** How each kind of body is sent; what follows holds for both. */
const KINDS = [
  ['a list', (events: readonly object[], options = {}) => batch.list(events, options)],
  [
    'a list in an object',
    (events: readonly object[], options = {}) => batch.list({ items: events }, options),
  ],
  ['a stream of lines', (events: readonly object[], options = {}) => batch.lines(events, options)],
] as const;

describe.each(KINDS)('%s', (_, send) => {
  it('records each event, and says in their order what became of them', async () => {
    const userId = await given.payer('10');
    const answer = await send(eventsOf(userId, 3));
    expect(answer.status).toBe(200);
    expect(answer.summary).toEqual({ total: 3, completed: 3, failed: 0, replayed: 0 });
    expect(answer.results).toEqual(
      [0, 1, 2].map((index) => ({ index, status: 200, billing_id: expect.stringMatching(/^bill_/) })),
    );
    expect(await given.walletBalance(userId)).toBe('4.00');
    const record = await api.get(`/api/v1/billing/record/${answer.results[1]?.billing_id}`);
    expect(record.body).toMatchObject({ request_id: `${userId}-1`, billing_status: 'completed' });
  });

  it('gives each item the outcome that a single call would give it', async () => {
    const [rich, poor, carded] = [
      await given.payer('100'),
      await given.payer('1'),
      await given.cardHolder('tok_ok'),
    ];
    const limited = await given.payer('100');
    const quota = {
      user_id: limited,
      service_type: 'model_inference',
      quota_limit: 10,
      quota_period: 'daily',
    };
    expect((await api.post('/api/v1/quotas', quota)).status).toBe(201);
    const answer = await send([
      usageOf(rich, { request_id: 'm-0' }),
      usageOf(carded, { request_id: 'm-1', billing_method: 'payment_charge' }),
      usageOf(rich, { request_id: 'm-2', product_id: 'no-such-product' }),
      usageOf(poor, { request_id: 'm-3' }),
      usageOf(rich, { request_id: 'm-4', usage_amount: -1 }),
      usageOf(limited, { request_id: 'm-5' }),
    ]);
    expect(statuses(answer)).toEqual([200, 202, 400, 402, 422, 429]);
    expect(answer.summary).toEqual({ total: 6, completed: 2, failed: 4, replayed: 0 });
    const [, , unpriced, unpaid, invalid, overQuota] = answer.results;
    expect(unpriced?.problem).toMatchObject({ code: 'usage_not_priced', billing_id: unpriced?.billing_id });
    expect(unpaid?.problem).toMatchObject({
      type: '/errors/insufficient_wallet_balance',
      status: 402,
      balance: '1.00',
      required: '2.00',
      billing_id: unpaid?.billing_id,
      request_id: answer.headers.get('X-Request-Id'),
    });
    expect(invalid).not.toHaveProperty('billing_id');
    expect(invalid?.problem?.['errors']).toEqual([
      { field: 'usage_amount', rule: 'decimal', message: 'usage_amount must not be negative' },
    ]);
    expect(overQuota?.problem).toMatchObject({ code: 'quota_exceeded', billing_id: overQuota?.billing_id });
  });

  it('is safe to send again, and says which items were recorded before', async () => {
    const [userId, poor] = [await given.payer('100'), await given.payer('1')];
    const events = [...eventsOf(userId, 2), ...eventsOf(poor, 1), usageOf('', { request_id: 'x' })];
    const first = await send(events);
    const again = await send([...events, ...eventsOf(userId, 3).slice(2)]);
    expect(statuses(again)).toEqual([200, 200, 402, 422, 200]);
    expect(again.summary).toEqual({ total: 5, completed: 3, failed: 2, replayed: 3 });
    expect(again.results.map(({ replayed }) => replayed ?? false)).toEqual([true, true, true, false, false]);
    expect(again.results.slice(0, 3).map((item) => item.billing_id)).toEqual(
      first.results.slice(0, 3).map((item) => item.billing_id),
    );
    expect(await given.walletBalance(userId)).toBe('94.00');
  });

  it('knows an item again that was recorded by a single call, and the other way round', async () => {
    const userId = await given.payer('100');
    const [one = {}, two = {}] = eventsOf(userId, 2);
    const single = await api.post('/api/v1/usage/record', one);
    const answer = await send([one, two]);
    expect(answer.results[0]).toMatchObject({
      status: 200,
      replayed: true,
      billing_id: single.body['billing_id'],
    });
    const after = await api.post('/api/v1/usage/record', two);
    expect(after.headers.get('Idempotency-Replayed')).toBe('true');
    expect(after.body['billing_id']).toBe(answer.results[1]?.billing_id);
    expect(await recordsOf(userId)).toBe(2);
  });

  it('takes the header and the place of items without a name for their keys', async () => {
    const userId = await given.payer('100');
    const key = given.name('import');
    const events = [usageOf(userId), usageOf(userId), usageOf(userId, { request_id: 'named' })];
    expect((await send(events, { key })).summary).toMatchObject({ completed: 3, replayed: 0 });
    const again = await send(events, { key });
    expect(again.summary).toMatchObject({ completed: 3, replayed: 3 });
    expect(again.headers.get('Idempotency-Key')).toBe(key);
    const other = await send([usageOf(userId, { usage_amount: 1 }), usageOf(userId)], { key });
    expect(statuses(other)).toEqual([409, 200]);
    expect(other.results[0]?.problem).toMatchObject({ code: 'idempotency_key_conflict' });
    // The same key on a single call is another name.
    const single = await api.post('/api/v1/usage/record', usageOf(userId), key);
    expect(single.headers.get('Idempotency-Replayed')).toBeNull();
    expect(await recordsOf(userId)).toBe(4);
  });

  it('replays an item that comes twice', async () => {
    const userId = await given.payer('100');
    const [event = {}] = eventsOf(userId, 1);
    const answer = await send([event, event, { ...event, usage_amount: 5 }]);
    expect(statuses(answer)).toEqual([200, 200, 409]);
    expect(answer.summary).toMatchObject({ replayed: 1 });
    expect(await recordsOf(userId)).toBe(1);
  });

  it('decides the items of each payer in their order, over all chunks', async () => {
    const payers = await Promise.all([0, 1, 2].map(() => given.payer('100')));
    // 50 events of 2 each can be paid: the first ones, or the order was broken.
    const events = Array.from({ length: 600 }, (_, n) =>
      usageOf(payers[(n * n) % 3] as string, { request_id: `order-${n}-${payers[0]}` }),
    );
    const answer = await send(events);
    for (const payer of new Set(events.map((event) => event.user_id))) {
      const own = answer.results.filter(({ index }) => events[index]?.user_id === payer);
      const expected = own.map((_, place) => (place < 50 ? 200 : 402));
      expect(own.map(({ status }) => status)).toEqual(expected);
    }
  });

  it('leaves out what succeeded on demand, and counts it', async () => {
    const [rich, poor] = [await given.payer('100'), await given.payer('0')];
    const events = [...eventsOf(rich, 2), ...eventsOf(poor, 1), ...eventsOf(rich, 4).slice(2)];
    const answer = await send(events, { query: '?outcomes=failed' });
    expect(answer.results).toEqual([expect.objectContaining({ index: 2, status: 402 })]);
    expect(answer.summary).toEqual({ total: 5, completed: 4, failed: 1, replayed: 0 });
  });

  it('may be empty', async () => {
    const answer = await send([]);
    expect(answer.summary).toEqual({ total: 0, completed: 0, failed: 0, replayed: 0 });
  });

  it('never waits for a payment, which goes on after it', async () => {
    const userId = await given.cardHolder('tok_ok');
    const events = eventsOf(userId, 1, { billing_method: 'payment_charge' });
    const [first] = (await send(events)).results;
    expect(first).toMatchObject({ status: 202 });
    // A single call with the same name waits for the payment that the batch began.
    const single = await api.post('/api/v1/usage/record', events[0]);
    expect(single.body).toMatchObject({ billing_status: 'completed', billing_id: first?.billing_id });
    expect((await send(events)).results[0]).toMatchObject({ status: 200, replayed: true });
  });

  it('is served on the later path of the platform too', async () => {
    const userId = await given.payer('10');
    const answer = await send(eventsOf(userId, 2), { path: '/api/v1/billing/usage/record/batch' });
    expect(answer.summary).toMatchObject({ completed: 2 });
  });

  it.each(['gzip', 'br'])('in %s, or of another type, is refused unread', async (encoding) => {
    const compressed = await fetch(`${service.url}/api/v1/usage/record/batch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': encoding },
      body: '[]',
    });
    expect(compressed.status).toBe(415);
    const answer = await batch.list('a,b', { type: 'text/csv' });
    expect([answer.status, answer.body['code']]).toEqual([415, 'unsupported_media_type']);
    expect(answer.body['detail']).toContain('application/x-ndjson');
  });

  it('is refused with outcomes that do not exist', async () => {
    expect((await send([], { query: '?outcomes=good' })).status).toBe(422);
  });
});

describe('a list', () => {
  it('takes ten thousand items', async () => {
    const userId = await given.payer('100000');
    const answer = await batch.list(eventsOf(userId, 10_000));
    expect(answer.summary).toEqual({ total: 10_000, completed: 10_000, failed: 0, replayed: 0 });
    expect(answer.results.map(({ index }) => index)).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
    expect(await recordsOf(userId)).toBe(10_000);
  });

  it('of one more is refused whole, with the bound', async () => {
    const userId = given.name('user');
    const { status, body } = await batch.list(eventsOf(userId, 10_001));
    expect(status).toBe(422);
    expect(body['errors']).toEqual([
      { field: 'items', rule: 'list', message: 'items must have at most 10000 items' },
    ]);
    expect(await recordsOf(userId)).toBe(0);
  });

  it('over 10 MiB is refused whole', async () => {
    const padded = eventsOf(given.name('user'), 700, { usage_details: { pad: 'x'.repeat(16_000) } });
    const { status, body } = await batch.list(padded);
    expect([status, body['code'], body['limit_bytes']]).toEqual([413, 'body_too_large', 10 * 1024 * 1024]);
  });

  it('over the limit of a single call is fine', async () => {
    const userId = await given.payer('1000');
    const answer = await batch.list(eventsOf(userId, 100, { usage_details: { pad: 'x'.repeat(16_000) } }));
    expect(answer.summary).toMatchObject({ completed: 100 });
  });

  it.each([
    ['cut off', '[{"user_id":"a"', 'malformed_json'],
    ['with an item that is not JSON', '[{"request_id":"a"},{"request_id":}]', 'malformed_json'],
    ['with an item in the wrong brackets', '[{"request_id":"a"]]', 'malformed_json'],
    ['with a comma too many', '[{"request_id":"a"},]', 'malformed_json'],
    ['with something after it', '[] []', 'malformed_json'],
    ['with another member that is not JSON', '{"items":[],"x":nope}', 'malformed_json'],
    ['without a byte', '', 'malformed_json'],
    ['that is a word', 'true', 'validation_failed'],
    ['that has no items', '{"item":[]}', 'validation_failed'],
    ['whose items are no list', '{"items":{}}', 'validation_failed'],
  ])('%s is refused whole', async (_name, text, code) => {
    const answer = await batch.list(text);
    expect(answer.body['code']).toBe(code);
    expect(answer.status).toBe(code === 'malformed_json' ? 400 : 422);
  });

  it('is read as JSON whatever stands around its items', async () => {
    const userId = await given.payer('10');
    const [event] = eventsOf(userId, 1, { usage_details: { text: '],}\\"[{', list: [[], {}] } });
    const text = `\ufeff {"other":{"items":[1]}, "a\\"b":"]" ,"items" : [ ${JSON.stringify(event)} ] }\n`;
    expect((await batch.list(text)).summary).toMatchObject({ completed: 1 });
  });

  it('with an item without a name and no header is refused before anything is recorded', async () => {
    const userId = await given.payer('10');
    const { status, body } = await batch.list([
      ...eventsOf(userId, 1),
      usageOf(userId),
      usageOf(userId, { request_id: '' }),
    ]);
    expect(status).toBe(422);
    expect((body['errors'] as { field: string }[]).map(({ field }) => field)).toEqual([
      'items.1.request_id',
      'items.2.request_id',
    ]);
    expect(await recordsOf(userId)).toBe(0);
  });

  it('lets an item fail alone that is JSON and no usage event', async () => {
    const userId = await given.payer('10');
    const [good] = eventsOf(userId, 1);
    const lossy = JSON.stringify(usageOf(userId, { request_id: 'l' })).replace('1000', '0.1234567890123456');
    const halved = JSON.stringify(usageOf('\ud800', { request_id: 'h' }));
    const answer = await batch.list(`[7, null, [], ${lossy}, ${halved}, ${JSON.stringify(good)}]`);
    expect(statuses(answer)).toEqual([422, 422, 422, 422, 422, 200]);
  });
});

describe('a stream of lines', () => {
  it('lets a line fail alone that is malformed, nameless or too long', async () => {
    const userId = await given.payer('10');
    const [first, second] = eventsOf(userId, 2);
    const long = JSON.stringify(usageOf(userId, { request_id: 'long', note: 'x'.repeat(65_536) }));
    const answer = await batch.lines([
      first as object,
      '{"user_id":',
      '',
      '  \r',
      usageOf(userId),
      long,
      '[]',
      second as object,
    ]);
    expect(statuses(answer)).toEqual([200, 400, 422, 413, 422, 200]);
    const [, malformed, nameless, tooLong] = answer.results;
    expect(malformed?.problem?.code).toBe('malformed_json');
    expect(nameless?.problem?.['errors']).toEqual([
      expect.objectContaining({ field: 'request_id', rule: 'required' }),
    ]);
    expect(tooLong?.problem).toMatchObject({ code: 'body_too_large', limit_bytes: 65_536 });
    expect(answer.summary).toEqual({ total: 6, completed: 2, failed: 4, replayed: 0 });
  });

  it('takes a line of exactly 64 KiB, and a last line without an end', async () => {
    const userId = await given.payer('10');
    const [first, second] = eventsOf(userId, 2).map((event) => JSON.stringify(event));
    const full = `${first}${' '.repeat(65_536 - Buffer.byteLength(first as string))}`;
    const answer = await batch.stream(`${full}\n${second}`);
    expect(statuses(answer)).toEqual([200, 200]);
  });

  it.each([
    'application/x-ndjson; charset=utf-8',
    'application/jsonlines',
    'application/jsonl',
    'application/ndjson',
  ])('is known as %s', async (type) => {
    const userId = await given.payer('10');
    const answer = await batch.lines(eventsOf(userId, 1), { type });
    expect(answer.summary).toMatchObject({ completed: 1 });
    expect(answer.headers.get('Content-Type')).toBe('application/x-ndjson');
  });

  it('ends at its bound, and says where', async () => {
    const bounded = await service.startAnother({ bulk: { lines: 100 } });
    const userId = await given.payer('1000');
    const client = new BatchClient(bounded);
    expect((await client.lines(eventsOf(userId, 100))).summary).toEqual({
      total: 100,
      completed: 100,
      failed: 0,
      replayed: 0,
    });
    const answer = await client.lines(eventsOf(userId, 150));
    expect(answer.summary).toMatchObject({
      total: 100,
      replayed: 100,
      problem: { code: 'body_too_large', limit_lines: 100 },
    });
    expect(await recordsOf(userId)).toBe(100);
  });
});

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
