import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpApp } from '../../../src/http/create-http-app.js';
import { testConfig } from '../../support/config.js';
import { ProbeModule } from './probe.module.js';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const VALID = JSON.stringify({ user_id: 'user123', usage_amount: 1000 });
const SENT = { 'content-type': 'application/json', 'idempotency-key': 'k1', 'x-request-id': 'trace-1' };

describe.each(['express', 'fastify'] as const)('behind the front door, on %s', (platform) => {
  let app: INestApplication;
  let port: number;

  beforeAll(async () => {
    app = await createHttpApp(ProbeModule, testConfig({ http: { platform } }));
    await app.listen(0, '127.0.0.1');
    port = (app.getHttpServer().address() as AddressInfo).port;
  });
  afterAll(() => app.close());

  function send(method: string, path: string, body?: string, headers: object = SENT): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest({ port, method, path, headers: { ...headers } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: String(Buffer.concat(chunks)),
          }),
        );
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }

  it('runs the platform that was asked for', () => {
    expect(app.getHttpAdapter().getType()).toBe(platform);
  });

  it.each([
    ['a valid body', VALID],
    ['a refused body', '{"user_id":7}'],
    ['a body that is no JSON', '{'],
    ['no body', undefined],
  ])('an exact path and its other spellings get one answer to %s', async (_name, body) => {
    const [exact, ...others] = await Promise.all(
      ['/probe/echo', '/probe/echo/', '/probe/echo?a=1', '/Probe/ECHO'].map((path) =>
        send('POST', path, body),
      ),
    );
    for (const other of others) expect(withoutDate(other)).toEqual(withoutDate(exact as Answer));
  });

  it('answers with a type and a length, in one piece and without a word of the framework', async () => {
    const { headers, text } = await send('POST', '/probe/echo', VALID);
    // Node's own are date, connection and keep-alive.
    expect(new Set(Object.keys(headers))).toEqual(
      new Set([
        ...['x-request-id', 'idempotency-key', 'content-type', 'content-length'],
        ...['date', 'connection', 'keep-alive'],
      ]),
    );
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
  });

  it('tells what a handler says of its answer on both ways', async () => {
    for (const path of ['/probe/composed', '/probe/composed/']) {
      const { status, headers } = await send('POST', path, '{"status":202}');
      expect([
        status,
        headers['location'],
        headers['idempotency-replayed'],
        headers['idempotency-key'],
      ]).toEqual([202, '/probe/1', 'true', 'req_composed']);
    }
  });

  it('answers HEAD with the headers of GET and no body', async () => {
    const [head, get] = [await send('HEAD', '/probe/page'), await send('GET', '/probe/page')];
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
  });

  it('takes ids of full length in a path, however they are written', async () => {
    const id = '€'.repeat(128);
    const { status, text } = await send('GET', `/probe/users/${encodeURIComponent(id)}`);
    expect([status, JSON.parse(text)]).toEqual([200, { userId: id }]);
    const slash = await send('GET', '/probe/users/a%2Fb');
    expect(JSON.parse(slash.text)).toEqual({ userId: 'a/b' });
  });

  it.each([
    ['GET', '/nowhere'],
    ['POST', '/nowhere'],
    ['GET', '/probe/echo'],
    ['PUT', '/probe/echo'],
    ['GET', '/probe//users'],
  ])('%s %s is a problem document', async (method, path) => {
    const { status, headers, text } = await send(method, path, undefined, { 'x-request-id': 'trace-1' });
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8']);
    expect(JSON.parse(text)).toMatchObject({ code: 'route_not_found', request_id: 'trace-1' });
  });

  it('serves Swagger UI from files of its own, and no others of the package', async () => {
    const page = await send('GET', '/docs');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const files = [...page.text.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map((match) => match[1] as string);
    expect(files).toHaveLength(6);
    for (const file of files) {
      const { status, text } = await send('GET', `/${file}`);
      expect([file, status, text.length > 100]).toEqual([file, 200, true]);
    }
    expect(await send('GET', '/docs/')).toMatchObject({ status: 200, text: page.text });
    for (const file of ['package.json', '..%2Fpackage.json', 'constructor']) {
      expect((await send('GET', `/docs/${file}`)).status).toBe(404);
    }
  });
});

function withoutDate({ status, headers, text }: Answer): object {
  const { date: _, ...rest } = headers;
  return { status, headers: rest, text };
}
