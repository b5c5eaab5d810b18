import { describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BatchClient, type ItemResult } from '../../support/api/batch-client.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { SqlSession } from '../../support/database/sql-session.js';
import { usageEvents } from '../../support/api/usage-events.js';
import { usageTexts } from '../../support/api/usage-texts.js';
import { waitUntil } from '../../support/wait-until.js';

const service = serviceSuite('unusual_bytes');
const { api, given } = service;
const events = usageEvents(service);
const { recordsOf } = events;
const { eventOf, post } = usageTexts(service, events);
const batch = new BatchClient(service);
const RECORD = '/api/v1/usage/record';
const BATCH = `${RECORD}/batch`;

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

it('the books are in order after all this', async () => {
  expect(await faultsOfBooks(service.database)).toEqual([]);
});
