import { describe, expect, it } from '@jest/globals';
import { BatchClient, type BatchAnswer } from '../../support/api/batch-client.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { usageEvents } from '../../support/api/usage-events.js';

const service = serviceSuite('batch lines');
const { given } = service;
const { usageOf, eventsOf, recordsOf } = usageEvents(service);
const batch = new BatchClient(service);

const statuses = (answer: BatchAnswer): number[] => answer.results.map(({ status }) => status);

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

it('the books are in order after all this', async () => {
  expect(await faultsOfBooks(service.database)).toEqual([]);
});
