import { afterEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createHttpApp } from '../../../src/http/create-http-app.js';
import { type ConfigOverrides, testConfig } from '../../support/config.js';
import { waitUntil } from '../../support/wait-until.js';
import { ProbeModule } from '../http/probe.module.js';

let app: INestApplication;
let port: number;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  (app.getHttpServer() as Server).closeAllConnections();
  await app.close();
});

async function start(http: ConfigOverrides['http'] = {}, bounds: object = {}): Promise<void> {
  app = await createHttpApp(ProbeModule, testConfig({ http }));
  Object.assign(app.getHttpServer() as Server, bounds);
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as AddressInfo).port;
}

interface Answer {
  readonly status: number;
  readonly problem: Record<string, unknown> | null;
  readonly head: string;
}

/** A connection that sends these bytes, and all that came back on it when the server has closed it. */
function converse(bytes: string): { readonly socket: Socket; readonly answer: Promise<Answer> } {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  socket.on('error', () => undefined);
  socket.write(bytes);
  const answer = new Promise<Answer>((resolve) =>
    socket.once('close', () => {
      const [head = '', body = ''] = text.split('\r\n\r\n', 2);
      resolve({
        status: Number(head.split(' ')[1] ?? 0),
        problem: body.startsWith('{') ? (JSON.parse(body) as Record<string, unknown>) : null,
        head,
      });
    }),
  );
  return { socket, answer };
}

/** Node's own time-out, as short as a test likes it. */
const HASTY_HEADERS = { headersTimeout: 200, connectionsCheckingInterval: 50 };
const POST_HEAD = 'POST /probe/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

describe('a connection', () => {
  it('whose URL or headers are over 16 KiB is 431, as a problem document, and closed', async () => {
    await start();
    const long = 'x'.repeat(20_000);
    for (const head of [
      `GET /probe/page?cursor=${long} HTTP/1.1\r\nHost: x`,
      `GET / HTTP/1.1\r\nX: ${long}`,
    ]) {
      const { status, problem, head: answered } = await converse(`${head}\r\n\r\n`).answer;
      expect([status, problem?.['code'], problem?.['status']]).toEqual([431, 'headers_too_large', 431]);
      expect(answered).toMatch(/content-type: application\/problem\+json/i);
      expect(answered).toMatch(/connection: close/i);
    }
  });

  it('with headers just under that is answered', async () => {
    await start();
    const { status } = await fetch(`http://127.0.0.1:${port}/probe/page`, {
      headers: { 'X-Padding': 'x'.repeat(15_000) },
    });
    expect(status).toBe(200);
  });

  it('that stops in its headers is 408 when its time is up, and closed', async () => {
    await start({}, HASTY_HEADERS);
    const { status, problem } = await converse('GET /probe/page HTTP/1.1\r\nHost: x\r\nX-Slow: ').answer;
    expect([status, problem?.['code']]).toEqual([408, 'request_timeout']);
  });

  it.each([
    ['stops in its body', `${POST_HEAD}Content-Length: 100\r\n\r\n{"user_id":`],
    ['never sends the body that it announced', `${POST_HEAD}Transfer-Encoding: chunked\r\n\r\n`],
  ])('that %s is 408 when its time is up, and closed', async (_name, bytes) => {
    await start({ bodyTimeoutMs: 200 });
    const { status, problem, head } = await converse(bytes).answer;
    expect([status, problem?.['code'], problem?.['detail']]).toEqual([
      408,
      'request_timeout',
      'The rest of the body did not come within 200 ms',
    ]);
    expect(head).toMatch(/connection: close/i);
  });

  it('that drips its body byte by byte gets no more time for it', async () => {
    await start({ bodyTimeoutMs: 200 });
    const { socket, answer } = converse(`${POST_HEAD}Content-Length: 100000\r\n\r\n{"user_id":"`);
    const drip = setInterval(() => socket.write('x'), 20);
    const { status, problem } = await answer;
    clearInterval(drip);
    expect([status, problem?.['code']]).toEqual([408, 'request_timeout']);
    expect(socket.bytesWritten).toBeLessThan(100_000);
  });

  it('that does not speak HTTP is 400, and closed', async () => {
    await start();
    const { status, problem } = await converse('hello\r\n\r\n').answer;
    expect([status, problem?.['code']]).toEqual([400, 'malformed_request']);
  });

  it('past the most that are allowed is closed at once, and those that are open go on', async () => {
    await start({ maxConnections: 3 });
    const server = app.getHttpServer() as Server;
    const open = Array.from({ length: 3 }, () => converse(''));
    const connections = () =>
      new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
    await waitUntil('three connections are open', async () => (await connections()) === 3);
    const extra = await converse('GET /probe/page HTTP/1.1\r\nHost: x\r\n\r\n').answer;
    expect(extra.status).toBe(0);

    open[0]?.socket.write('GET /probe/page HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect((await open[0]?.answer)?.status).toBe(200);
    await waitUntil('one place is free', async () => (await connections()) === 2);
    const next = await converse('GET /probe/page HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n').answer;
    expect(next.status).toBe(200);
  });

  it('has the bounds that the documentation gives', async () => {
    await start();
    const { headersTimeout, requestTimeout, keepAliveTimeout, maxConnections } =
      app.getHttpServer() as Server;
    expect({ headersTimeout, requestTimeout, keepAliveTimeout, maxConnections }).toEqual({
      headersTimeout: 10_000,
      requestTimeout: 0,
      keepAliveTimeout: 65_000,
      maxConnections: 4_096,
    });
  });
});
