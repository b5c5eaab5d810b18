import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import request from 'supertest';
import { beginShutdown, createHttpApp, drained } from '../../../src/http/create-http-app.js';
import { testConfig } from '../../support/config.js';
import { ProbeController, ProbeModule } from './probe.module.js';

const LIMIT_BYTES = 64 * 1024;
let app: INestApplication;
let url: string;

beforeAll(async () => {
  app = await createHttpApp(ProbeModule, testConfig({ http: { bodyLimitBytes: LIMIT_BYTES } }));
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
});
afterAll(() => app.close());

const valid = { user_id: 'user123', usage_amount: 1000 };

function post(path: string, body: string | object) {
  return request(url).post(path).set('Content-Type', 'application/json').send(body);
}

describe('the body', () => {
  it('is read, validated and transformed; unknown fields are dropped', async () => {
    const { body } = await post('/probe/echo', {
      ...valid,
      user_id: '  user123 ',
      organization_id: '',
      billing_method: 'subscription_credit',
      usage_timestamp: '2025-10-01T02:00:00.1234567+02:00',
      usage_details: { tokens: 1000, nested: { __proto__: 1 } },
      parts: [{ amount: '0.5' }],
      unknown: 1,
    }).expect(200);
    expect(body).toMatchObject({
      user_id: 'user123',
      usage_amount: '1000',
      billing_method: 'credit_consumption',
      at: Date.UTC(2025, 9, 1, 0, 0, 0, 123),
      usage_details: { tokens: 1000 },
      parts: [{ amount: '0.5' }],
    });
    expect(body).not.toHaveProperty('unknown');
    expect(body).not.toHaveProperty('organization_id');
  });

  it.each([
    ['cut off', '{"user_id":', 400, 'malformed_json'],
    ['with a raw control character', '{"user_id":"a\nb"}', 400, 'malformed_json'],
    ['that is not UTF-8', '{"\xff"}', 400, 'malformed_json'],
    ['that is a list', '[1]', 422, 'validation_failed'],
    ['that is null', 'null', 422, 'validation_failed'],
    ['without a byte', '', 422, 'validation_failed'],
    [
      'with a number that would become Infinity',
      '{"user_id":"a","usage_amount":1,"usage_details":{"x":[1e400]}}',
      422,
      'validation_failed',
    ],
    ['of endless depth', '['.repeat(5000) + ']'.repeat(5000), 422, 'validation_failed'],
  ])('%s is refused', async (_name, text, status, code) => {
    const bytes = Buffer.from(text, 'latin1');
    const response = await fetch(`${url}/probe/echo`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: bytes,
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await response.json()).toMatchObject({
      status,
      code,
      type: `/errors/${code}`,
      detail: expect.any(String),
    });
  });

  it('names every field that breaks a rule, with its dotted path', async () => {
    const { body } = await post('/probe/echo', {
      usage_amount: -1,
      billing_method: 'gold',
      usage_timestamp: '2025-02-30',
      usage_details: [],
      parts: [{ amount: '1' }, { amount: 0 }],
    }).expect(422);
    expect(body.errors).toEqual(
      expect.arrayContaining([
        { field: 'user_id', rule: 'required', message: 'user_id is required' },
        { field: 'usage_amount', rule: 'decimal', message: 'usage_amount must not be negative' },
        { field: 'parts.1.amount', rule: 'money_amount', message: 'parts.1.amount must be more than 0' },
      ]),
    );
    expect(body.errors.map((error: { field: string }) => error.field)).toEqual(
      expect.arrayContaining(['billing_method', 'usage_timestamp', 'usage_details']),
    );
    expect(body.detail).toMatch(/user_id is required; usage_amount must not be negative.*and \d more/);
  });

  it.each([
    ['parts', { parts: [[{ amount: 1 }]] }, 'parts must be a list of objects'],
    ['parts', { parts: [{ amount: 1 }, null] }, 'parts must be a list of objects'],
    ['user_id', { user_id: { constructor: 1 } }, 'user_id must be a string'],
  ])('refuses another shape in %s: %j', async (field, part, message) => {
    const { body } = await post('/probe/echo', { ...valid, ...part }).expect(422);
    expect(body.errors).toEqual([{ field, rule: expect.any(String), message }]);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'then', 'length'])(
    "keeps a member called %s in an object of the caller's own",
    async (name) => {
      const details = { [name]: { x: 1 }, nested: { [name]: 1 } };
      const { body } = await post('/probe/echo', { ...valid, usage_details: details }).expect(200);
      expect(body.usage_details).toEqual(details);
    },
  );

  it.each([
    ['usage_amount', '{"user_id":"u","usage_amount":0.1234567890123456}'],
    ['usage_amount', '{"user_id":"u","usage_amount":12345678901234567890}'],
    [
      'parts.1.amount',
      '{"user_id":"u","usage_amount":1,"parts":[{"amount":1},{"amount":1.00000000000000001}]}',
    ],
  ])('names %s where a JSON number would lose digits', async (field, text) => {
    const { body } = await post('/probe/echo', text).expect(422);
    expect(body.errors[0]).toMatchObject({ field, message: expect.stringContaining('send it as a string') });
  });

  it.each([
    '{"user_id":"u","usage_amount":1,"usage_details":{"ns":1234567890123456789}}',
    '{"user_id":"1234567890123456789","usage_amount":"12345678901234567890.123456789012345678"}',
    '{"user_id":"u","usage_amount":1000.00000000000000000}',
  ])('takes long digits where nothing is lost: %s', async (text) => {
    await post('/probe/echo', text).expect(200);
  });

  it.each([
    ['user_id', '{"user_id":"a\\u0000b","usage_amount":1}'],
    ['usage_details.a', '{"user_id":"u","usage_amount":1,"usage_details":{"a":"\\ud800"}}'],
    ['usage_details.(a key)', '{"user_id":"u","usage_amount":1,"usage_details":{"\\udc00":1}}'],
  ])('refuses NUL and half surrogate pairs in %s', async (field, text) => {
    const { body } = await post('/probe/echo', text).expect(422);
    expect(body.errors[0].field).toBe(field);
  });

  it('keeps whole surrogate pairs', async () => {
    const { body } = await post('/probe/echo', '{"user_id":"\\ud83d\\ude00","usage_amount":1}').expect(200);
    expect(body.user_id).toBe('😀');
  });

  it('of another type is 415 and says what to send', async () => {
    const form = await request(url).post('/probe/echo').send('user_id=user123').expect(415);
    expect(form.body).toMatchObject({
      code: 'unsupported_media_type',
      detail: expect.stringContaining('application/json'),
    });
    await request(url).post('/probe/echo').set('Content-Encoding', 'gzip').send(valid).expect(415);
    await request(url)
      .post('/probe/echo')
      .set('Content-Type', 'application/json; charset=latin1')
      .send('{}')
      .expect(415);
  });

  it('over the limit is 413, with and without a length, and the connection goes on', async () => {
    const large = JSON.stringify({ ...valid, pad: 'x'.repeat(4 * LIMIT_BYTES) });
    const { body } = await post('/probe/echo', large).expect(413);
    expect(body).toMatchObject({ code: 'body_too_large', limit_bytes: LIMIT_BYTES });
    const chunked = await fetch(`${url}/probe/echo`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: new Blob([large]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(413);
  });
});

describe('paths and queries', () => {
  it('follow the same rules as bodies', async () => {
    await request(url).get('/probe/users/%20u1%20').expect(200, { userId: 'u1' });
    await request(url)
      .get(`/probe/users/${'x'.repeat(129)}`)
      .expect(422);
    await request(url).get('/probe/users/a%00b').expect(422);
    await request(url).get('/probe/users/%FF').expect(422);
    const { body } = await request(url).get('/probe/page?cursor=%ED%A0%80').expect(422);
    expect(body.errors[0].field).toBe('cursor');
  });

  it('page: defaults, bounds, and offset or cursor', async () => {
    await request(url).get('/probe/page').expect(200, { limit: 50, offset: 0 });
    await request(url).get('/probe/page?limit=500&offset=10000').expect(200, { limit: 500, offset: 10000 });
    for (const query of [
      'limit=0',
      'limit=501',
      'limit=x',
      'limit=',
      'limit=1&limit=2',
      'offset=10001',
      'offset=-1',
      'cursor=zzz',
    ]) {
      await request(url).get(`/probe/page?${query}`).expect(422);
    }
    const { body } = await request(url).get('/probe/page?offset=0&cursor=zzz').expect(422);
    expect(body.detail).toBe('cursor and offset cannot be used together');
  });
});

describe('idempotency keys', () => {
  it('come back on every answer of a write, and are made when absent', async () => {
    const sent = await post('/probe/echo', valid).set('Idempotency-Key', ' k 1 ').expect(200);
    expect(sent.headers['idempotency-key']).toBe('k 1');
    expect(sent.body.key).toEqual({ key: 'k 1', sent: true });
    const made = await post('/probe/echo', '{').expect(400);
    expect(made.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    const read = await request(url).get('/probe/page');
    expect(read.headers).not.toHaveProperty('idempotency-key');
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' '],
    ['too many characters', 'x'.repeat(256)],
    ['characters beyond ASCII', 'ünï'],
  ])('of %s are refused', async (_name, key) => {
    const { body } = await post('/probe/echo', valid).set('Idempotency-Key', key).expect(422);
    expect(body.errors[0].field).toBe('Idempotency-Key');
  });

  it('composed ones, replays, places and other statuses go out as headers', async () => {
    const response = await post('/probe/composed', {}).expect(201);
    expect(response.headers).toMatchObject({
      'idempotency-key': 'req_composed',
      'idempotency-replayed': 'true',
      location: '/probe/1',
    });
    await post('/probe/composed', { status: 202 }).expect(202);
  });
});

describe('problems', () => {
  it('carry the facts, the page of their code and the request id', async () => {
    const { body, headers } = await post('/probe/refuse', {}).set('X-Request-Id', 'trace-1').expect(402);
    expect(headers['x-request-id']).toBe('trace-1');
    expect(headers).toHaveProperty('idempotency-key');
    expect(body).toEqual({
      type: '/errors/insufficient_wallet_balance',
      title: 'Insufficient wallet balance',
      status: 402,
      detail: 'Insufficient wallet balance',
      code: 'insufficient_wallet_balance',
      request_id: 'trace-1',
      balance: '0',
      required: '2.00',
    });
    await request(url)
      .get(body.type)
      .expect(200, /Deposit, then/)
      .expect('Content-Type', /text\/html/);
  });

  it('hide what nobody foresaw', async () => {
    const { body, text } = await request(url)
      .get('/probe/fail')
      .set('X-Request-Id', 'bad id\u00e9')
      .expect(500);
    expect(body.code).toBe('internal_error');
    expect(body.request_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(text).not.toContain('hunter2');
  });

  it('of no route are 404, of a full queue 503 with Retry-After', async () => {
    const { body } = await request(url).get('/nowhere').expect(404);
    expect(body.code).toBe('route_not_found');
    await request(url).get('/errors/nothing').expect(404);
    await request(url).get('/probe/busy').expect(503).expect('Retry-After', '1');
  });

  it('come without the framework showing', async () => {
    const { headers } = await request(url).get('/').expect(200);
    expect(headers).not.toHaveProperty('etag');
    expect(headers).not.toHaveProperty('x-powered-by');
  });
});

describe('shutting down', () => {
  it('finishes what is in flight and refuses what is new, also on open connections', async () => {
    const probe = app.get(ProbeController);
    const entered = new Promise<void>((resolve) => (probe.entered = resolve));
    const open = await keepAliveConnection();
    const slow = request(url)
      .get('/probe/slow')
      .expect(200, { done: true })
      .then(() => 'answered');
    await entered;

    beginShutdown(app);
    const { body, headers } = await post('/probe/echo', valid).expect(503);
    expect(body.code).toBe('shutting_down');
    expect(headers).toMatchObject({
      connection: 'close',
      'retry-after': '1',
      'idempotency-key': expect.any(String),
    });
    open.write('GET /probe/page HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(
      await new Promise<string>((resolve) => open.once('data', (data) => resolve(String(data)))),
    ).toMatch(/^HTTP\/1.1 503/);

    const idle = drained(app, 5_000);
    probe.release();
    expect(await slow).toBe('answered');
    expect(await idle).toBe(true);
  });
});

async function keepAliveConnection(): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}
