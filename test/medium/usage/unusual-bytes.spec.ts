import { describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BatchClient, type ItemResult } from '../../support/batch-client.js';
import { faultsOfBooks } from '../../support/books.js';
import { serviceSuite } from '../../support/service-suite.js';
import { SqlSession } from '../../support/sql-session.js';
import { usageEvents } from '../../support/usage-events.js';
import { waitUntil } from '../../support/wait-until.js';

const service = serviceSuite('unusual_bytes');
const { api, given } = service;
const { usageOf, recordsOf } = usageEvents(service);
const batch = new BatchClient(service);
const RECORD = '/api/v1/usage/record';
const BATCH = `${RECORD}/batch`;
/** An event of 2 CREDIT as text; `more` may say again what was said. */
function eventOf(userId: string, more = ''): string {
  return `${JSON.stringify(usageOf(userId)).slice(0, -1)}${more}}`;
}

/** Posts text as it stands. */
async function post(path: string, body: string, type = 'application/json', key?: string) {
  const headers = { 'Content-Type': type, ...(key === undefined ? {} : { 'Idempotency-Key': key }) };
  const response = await fetch(service.url + path, { method: 'POST', headers, body });
  return {
    status: response.status,
    replayed: response.headers.get('Idempotency-Replayed') !== null,
    body: (await response.json()) as Record<string, unknown>,
  };
}

interface Raw {
  readonly type?: string;
  /** What the head says of the body. */
  readonly length: number;
  /** Sends no more after the body; else the connection is the service's to end. */
  readonly ends?: boolean;
}

/** Sends a head and a body that need not fit together, and answers all that comes until the connection ends. */
async function sentRaw(
  path: string,
  body: string,
  { type = 'application/json', length, ends }: Raw,
): Promise<string> {
  const { port } = new URL(service.url);
  const socket = connect(Number(port), '127.0.0.1');
  const head = [`POST ${path} HTTP/1.1`, 'Host: x', `Content-Type: ${type}`, `Content-Length: ${length}`];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  if (ends) socket.end();
  return text(socket);
}

describe('lines', () => {
  it('come to the same wherever their bytes are cut, in the middle of a character too', async () => {
    const userId = await given.payer('10');
    const session = 'é€😀'.repeat(5);
    const lines = [0, 1].map((n) => eventOf(userId, `,"request_id":"${n}","session_id":"${session}"`));
    const bytes = Buffer.from(`\ufeff${lines.join('\r\n')}`);
    const answered = new Promise<string>((resolve, reject) => {
      const sending = request(service.url + BATCH, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-ndjson' },
      });
      sending.on('response', (response) => void text(response).then(resolve, reject));
      sending.on('error', reject);
      sending.setNoDelay(true);
      void (async () => {
        for (const byte of bytes) {
          sending.write(Buffer.of(byte));
          await nextTurn();
        }
        sending.end();
      })();
    });
    const results = (await answered)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ItemResult);
    expect(results.slice(0, 2).map(({ index, status }) => [index, status])).toEqual([
      [0, 200],
      [1, 200],
    ]);
    const { body } = await api.get(`/api/v1/billing/record/${results[1]?.billing_id}`);
    expect(body).toMatchObject({ session_id: session, request_id: '1' });
  });

  it('that end in a carriage return alone are one line, which fails and records nothing', async () => {
    const userId = await given.payer('10');
    const lines = [0, 1].map((n) => eventOf(userId, `,"request_id":"${n}"`)).join('\r');
    const { results, summary } = await batch.stream(`${lines}\r`);
    expect(results).toMatchObject([{ index: 0, status: 400, problem: { code: 'malformed_json' } }]);
    expect(summary).toMatchObject({ total: 1, failed: 1 });
    expect(await recordsOf(userId)).toBe(0);
  });

  it('with bytes that are not UTF-8 fail alone, and those after them are read as if nothing had been', async () => {
    const userId = await given.payer('10');
    const [bad, good] = ['\xff', '1'].map((name) => eventOf(userId, `,"request_id":"${name}"`));
    const body = Buffer.concat([Buffer.from(`${bad}\n`, 'latin1'), Buffer.from(`\ufeff${good}\n`)]);
    const headers = { 'Content-Type': 'application/x-ndjson' };
    const response = await fetch(service.url + BATCH, { method: 'POST', headers, body });
    const statuses = (await response.text()).split('\n').slice(0, 2);
    expect(statuses.map((line) => (JSON.parse(line) as ItemResult).status)).toEqual([400, 200]);
    expect(await recordsOf(userId)).toBe(1);
  });
});

describe('a Content-Length that lies', () => {
  it('over a list that ends early: nothing of it is recorded', async () => {
    const userId = await given.payer('10');
    const list = `[${eventOf(userId, ',"request_id":"1"')}]`;
    await sentRaw(BATCH, list, { length: list.length + 1, ends: true });
    expect((await post(RECORD, eventOf(userId, ',"request_id":"2"'))).status).toBe(200);
    expect(await recordsOf(userId)).toBe(1);
  });

  it('over a stream that ends early: its whole lines are recorded, the one that was cut off is not', async () => {
    const userId = await given.payer('10');
    const [whole, cut] = ['1', '2'].map((name) => eventOf(userId, `,"request_id":"${name}"`));
    const body = `${whole}\n${cut}`;
    const answer = await sentRaw(BATCH, body, {
      type: 'application/x-ndjson',
      length: body.length + 100,
      ends: true,
    });
    expect(answer).not.toContain('"total"');
    await waitUntil('the whole line is recorded', async () => (await recordsOf(userId)) > 0);
    const again = await batch.stream(`${body}\n`);
    expect(again.summary).toMatchObject({ total: 2, completed: 2, replayed: 1 });
    expect(await recordsOf(userId)).toBe(2);
  });

  it.each([
    ['a list', BATCH, (event: string) => `[${event}]`],
    ['a single event', RECORD, (event: string) => event],
  ])(
    'under %s that is longer: it is no JSON, and what is left is no request',
    async (_name, path, bodyOf) => {
      const userId = await given.payer('10');
      const body = bodyOf(eventOf(userId, ',"request_id":"1"'));
      const second = `POST ${RECORD} HTTP/1.1\r\nHost: x\r\n\r\n`;
      const answer = await sentRaw(path, body + second, { length: body.length - 1 });
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('malformed_json');
      expect(answer).not.toMatch(/HTTP\/1\.1 (?:[23]|4(?!00))/);
      expect(await recordsOf(userId)).toBe(0);
    },
  );
});

describe('what stands behind a request and is none', () => {
  it('is not answered in its place: the event is billed, its client reads so, and the connection ends', async () => {
    const userId = await given.payer('10');
    const event = eventOf(userId, ',"request_id":"1"');
    const answer = await sentRaw(RECORD, `${event}rubbish\r\n\r\n`, { length: event.length });
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
    expect(answer).toMatch(/^Connection: close\r$/m);
    expect(answer).toContain('"billing_status":"completed"');
    expect(await recordsOf(userId)).toBe(1);
  });
});

describe('a stream whose chunks break off in its middle', () => {
  it('is cut off without an answer, never refused: a line of it may have been begun, and is finished', async () => {
    const userId = await given.payer('10');
    expect((await post(RECORD, eventOf(userId))).status).toBe(200);
    const holder = await SqlSession.open(service.migrationUrl);
    await holder.run('BEGIN');
    await holder.run(`SELECT FROM dev.accounts WHERE account_id = 'user:${userId}' FOR UPDATE`);

    const line = `${eventOf(userId, ',"request_id":"1"')}\n`;
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    const answer = text(socket).catch(() => '');
    const head = [`POST ${BATCH} HTTP/1.1`, 'Host: x', 'Content-Type: application/x-ndjson'];
    socket.write(`${head.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    socket.write(`${line.length.toString(16)}\r\n${line}\r\n`);
    await holder.whenWaiting();
    socket.write('this is no size of a chunk\r\n');
    expect(await answer).toBe('');
    await holder.run('ROLLBACK');
    await holder.close();
    await waitUntil('the line is recorded', async () => (await recordsOf(userId)) === 2);
    const again = await batch.stream(line);
    expect(again.summary).toMatchObject({ total: 1, completed: 1, replayed: 1 });
  });
});

describe('a member that comes twice', () => {
  it('counts as it was said last, for the payer and for the key alike', async () => {
    const [first, last] = [await given.payer('10'), await given.payer('10')];
    const twice = eventOf(first, `,"request_id":"a","request_id":"b","user_id":"${last}"`);
    const single = await post(RECORD, twice);
    expect([single.status, single.replayed]).toEqual([200, false]);
    const { results } = await batch.list(`[${twice},${eventOf(last, ',"request_id":"b"')}]`);
    expect(results).toMatchObject([
      { status: 200, replayed: true, billing_id: single.body['billing_id'] },
      { status: 200, replayed: true, billing_id: single.body['billing_id'] },
    ]);
    expect([await recordsOf(first), await recordsOf(last)]).toEqual([0, 1]);
  });

  it('called __proto__ is data as any other: it is kept, and tells one request from another', async () => {
    const userId = await given.payer('10');
    const withProto = (n: number) => eventOf(userId, `,"usage_details":{"__proto__":{"n":${n}}}`);
    const first = await post(RECORD, withProto(1), 'application/json', 'proto');
    expect(first.status).toBe(200);
    expect((await post(RECORD, withProto(1), 'application/json', 'proto')).replayed).toBe(true);
    expect((await post(RECORD, withProto(2), 'application/json', 'proto')).status).toBe(409);
    const { body } = await api.get(`/api/v1/billing/record/${String(first.body['billing_id'])}`);
    expect(JSON.stringify(body['usage_details'])).toBe('{"__proto__":{"n":1}}');
  });
});

describe('a number', () => {
  it.each([
    ['-0', '0'],
    ['-0.0e5', '0'],
    ['1E+3', '1000'],
    ['25e-4', '0.0025'],
    ['1000.000000000000000000000', '1000'],
  ])('written %s is %s', async (written, quantity) => {
    const { status, body } = await post(
      RECORD,
      eventOf(await given.payer('10'), `,"usage_amount":${written}`),
    );
    expect(status).toBe(200);
    const record = await api.get(`/api/v1/billing/record/${String(body['billing_id'])}`);
    expect(record.body['usage_amount']).toBe(quantity);
  });

  it.each(['1e-400', '-1e-400', '1e400', '1e-19', '1e20', '-1', '"1e3"', '"-0"', '" 1"', '"٣"'])(
    'written %s is refused, and nothing is recorded',
    async (written) => {
      const userId = await given.payer('10');
      const { status, body } = await post(RECORD, eventOf(userId, `,"usage_amount":${written}`));
      expect([status, (body['errors'] as { field: string }[])[0]?.field]).toEqual([422, 'usage_amount']);
      expect(await recordsOf(userId)).toBe(0);
    },
  );
});

describe('an instant', () => {
  it('is the same request in whatever offset it is written', async () => {
    const userId = await given.payer('10');
    const at = (time: string) => eventOf(userId, `,"request_id":"1","usage_timestamp":"${time}"`);
    expect((await post(RECORD, at('2025-10-01T02:00:00.000+02:00'))).status).toBe(200);
    for (const same of ['2025-10-01T00:00:00Z', '2025-09-30T18:30:00-0530', '2025-10-01']) {
      expect((await post(RECORD, at(same))).replayed).toBe(true);
    }
    expect((await post(RECORD, at('2025-10-01T00:00:00-00:01'))).status).toBe(409);
    expect(await recordsOf(userId)).toBe(1);
  });

  it.each(['2016-12-31T23:59:60Z', '2025-10-01T24:00:00Z', '2025-10-01T00:00:00+24:00', '+002025-10-01'])(
    'written %s is refused, and the field is named',
    async (time) => {
      const userId = await given.payer('10');
      const { status, body } = await post(RECORD, eventOf(userId, `,"usage_timestamp":"${time}"`));
      expect([status, (body['errors'] as { field: string }[])[0]?.field]).toEqual([422, 'usage_timestamp']);
    },
  );
});

it('the books are in order after all this', async () => {
  expect(await faultsOfBooks(service.database)).toEqual([]);
});
