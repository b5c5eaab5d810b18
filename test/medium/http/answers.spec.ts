import { describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { probeSuite, VALID } from './probe.suite.js';

const probe = probeSuite();

describe('idempotency keys', () => {
  it('come back on every answer of a write, and are made when absent', async () => {
    const sent = await probe.post('/probe/echo', VALID).set('Idempotency-Key', ' k 1 ').expect(200);
    expect(sent.headers['idempotency-key']).toBe('k 1');
    expect(sent.body.key).toEqual({ key: 'k 1', sent: true });
    const made = await probe.post('/probe/echo', '{').expect(400);
    expect(made.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    const read = await probe.get('/probe/page');
    expect(read.headers).not.toHaveProperty('idempotency-key');
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' '],
    ['too many characters', 'x'.repeat(256)],
    ['characters beyond ASCII', 'ünï'],
  ])('of %s are refused', async (_name, key) => {
    const { body } = await probe.post('/probe/echo', VALID).set('Idempotency-Key', key).expect(422);
    expect(body.errors[0].field).toBe('Idempotency-Key');
  });

  it.each([
    ['once', ['k, 1'], 200],
    ['twice, as two', ['k', '1'], 422],
    ['twice, as the same', ['k', 'k'], 422],
  ])('said %s', async (_name, keys, status) => {
    const response = await fetchRaw(keys.map((key) => `Idempotency-Key: ${key}`));
    expect(response).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    if (status === 422) expect(response).toContain('"message":"Idempotency-Key must be sent once"');
  });

  it('composed ones, replays, places and other statuses go out as headers', async () => {
    const response = await probe.post('/probe/composed', {}).expect(201);
    expect(response.headers).toMatchObject({
      'idempotency-key': 'req_composed',
      'idempotency-replayed': 'true',
      location: '/probe/1',
    });
    await probe.post('/probe/composed', { status: 202 }).expect(202);
  });
});

/** The answer to a write with these headers, which no client library would send. */
async function fetchRaw(headers: readonly string[], host = ['Host: x']): Promise<string> {
  const body = JSON.stringify(VALID);
  const socket = connect(probe.port, '127.0.0.1');
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  const head = ['POST /probe/echo HTTP/1.1', ...host, 'Connection: close', 'Content-Type: application/json'];
  socket.write(`${[...head, length, ...headers].join('\r\n')}\r\n\r\n${body}`);
  return text(socket);
}

describe('problems', () => {
  it('carry the facts, the page of their code and the request id', async () => {
    const { body, headers } = await probe
      .post('/probe/refuse', {})
      .set('X-Request-Id', 'trace-1')
      .expect(402);
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
    await probe
      .get(body.type)
      .expect(200, /Deposit, then/)
      .expect('Content-Type', /text\/html/);
  });

  it('answer a request without a Host too, which node would refuse without a word', async () => {
    const answer = await fetchRaw(['Idempotency-Key: k'], []);
    expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*Idempotency-Key: k\r\n/);
    expect(answer).toContain('"detail":"A request of HTTP/1.1 must have a Host header"');
  });

  it('are not made of an expectation that nobody knows', async () => {
    expect(await fetchRaw(['Expect: 200-ok'])).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('hide what nobody foresaw', async () => {
    const { body, text } = await probe.get('/probe/fail').set('X-Request-Id', 'bad id\u00e9').expect(500);
    expect(body.code).toBe('internal_error');
    expect(body.request_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(text).not.toContain('hunter2');
  });

  it('of no route are 404, of a full queue 503 with Retry-After', async () => {
    const { body } = await probe.get('/nowhere').expect(404);
    expect(body.code).toBe('route_not_found');
    await probe.get('/errors/nothing').expect(404);
    await probe.get('/probe/busy').expect(503).expect('Retry-After', '1');
  });

  it('come without the framework showing', async () => {
    const { headers } = await probe.get('/').expect(200);
    expect(headers).not.toHaveProperty('etag');
    expect(headers).not.toHaveProperty('x-powered-by');
  });
});
