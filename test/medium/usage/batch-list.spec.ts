import { describe, expect, it } from '@jest/globals';
import { BatchClient, type BatchAnswer } from '../../support/api/batch-client.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { usageEvents } from '../../support/api/usage-events.js';

const service = serviceSuite('batch list');
const { given } = service;
const { usageOf, eventsOf, recordsOf } = usageEvents(service);
const batch = new BatchClient(service);

const statuses = (answer: BatchAnswer): number[] => answer.results.map(({ status }) => status);

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

it('the books are in order after all this', async () => {
  expect(await faultsOfBooks(service.database)).toEqual([]);
});
