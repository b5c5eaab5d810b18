import { describe, expect, it } from '@jest/globals';
import { BatchClient, type BatchAnswer } from '../../support/api/batch-client.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { usageEvents } from '../../support/api/usage-events.js';

const service = serviceSuite('record batch');
const { api, given } = service;
const { usageOf, eventsOf, recordsOf } = usageEvents(service);
const batch = new BatchClient(service);

const statuses = (answer: BatchAnswer): number[] => answer.results.map(({ status }) => status);

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
    await given.quota(limited, 10);
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

it('the books are in order after all this', async () => {
  expect(await faultsOfBooks(service.database)).toEqual([]);
});
