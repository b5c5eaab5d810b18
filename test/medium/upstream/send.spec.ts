import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { NotSent } from '../../../src/integrations/payer/remote-payer.js';
import { UpstreamFailure } from '../../../src/integrations/upstream/calls/upstream-failure.js';
import { answerJson, type Script } from '../../support/upstreams/scripted-upstream.js';
import { waitUntil } from '../../support/wait-until.js';
import { clientOf, DEDUCT, endsWithTest, patience, upstreamWith } from './upstream-suite.js';

/** A bare TCP server; what it does with a connection is the test's. */
async function tcpServer(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endsWithTest(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return (server.address() as AddressInfo).port;
}

async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('a call that changes something was surely not sent', () => {
  it('when nobody listens', async () => {
    const client = clientOf(`http://127.0.0.1:${await deadPort()}`);
    await expect(client.send(DEDUCT, patience())).rejects.toThrow(NotSent);
  });

  it('when the host name is unknown', async () => {
    const client = clientOf('http://nobody.invalid');
    await expect(client.send(DEDUCT, patience())).rejects.toThrow(NotSent);
  });

  it('when the connection is not made in time', async () => {
    const port = await tcpServer(() => undefined);
    const client = clientOf(`https://127.0.0.1:${port}`, { connectTimeoutMs: 200 });
    await expect(client.send(DEDUCT, patience())).rejects.toThrow(NotSent);
  });

  it('when the TLS handshake fails', async () => {
    const port = await tcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const client = clientOf(`https://127.0.0.1:${port}`);
    await expect(client.send(DEDUCT, patience())).rejects.toThrow(NotSent);
  });

  it('when the connection is reset during the TLS handshake', async () => {
    const port = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const client = clientOf(`https://127.0.0.1:${port}`);
    await expect(client.send(DEDUCT, patience())).rejects.toThrow(NotSent);
  });

  it('when the caller gives up while the connection is being made', async () => {
    const port = await tcpServer(() => undefined);
    const client = clientOf(`https://127.0.0.1:${port}`, { connectTimeoutMs: 60_000 });
    await expect(client.send(DEDUCT, AbortSignal.timeout(100))).rejects.toThrow(NotSent);
  });

  it('when the caller had given up before', async () => {
    const { client, upstream } = await upstreamWith((_, response) => answerJson(response, 200, '{}'));
    await expect(client.send(DEDUCT, AbortSignal.abort())).rejects.toThrow(NotSent);
    expect(upstream.connections).toBe(0);
  });

  it('when the caller gives up while it waits for its turn, and it is not sent later', async () => {
    const held: (() => void)[] = [];
    const hold: Script = (_, response) => held.push(() => answerJson(response, 200, '{}'));
    const { client, upstream } = await upstreamWith(hold, { connections: 1 });
    const first = client.send(DEDUCT, patience());
    await waitUntil('the first has arrived', () => held.length === 1);
    await expect(client.send(DEDUCT, AbortSignal.timeout(50))).rejects.toThrow(NotSent);
    const third = client.send(DEDUCT, patience());
    held[0]?.();
    await first;
    await waitUntil('the third has arrived', () => held.length === 2);
    held[1]?.();
    await third;
    expect(upstream.arrived).toBe(2);
  });
});

describe('a call that changes something may have arrived', () => {
  const cut: Record<string, Script> = {
    'when the connection is reset': ({ socket }) => void socket.resetAndDestroy(),
    'when the connection is closed': ({ socket }) => void socket.end(),
    'when the answer is cut off in its headers': ({ socket }) => void socket.end('HTTP/1.1 200 OK\r\nCont'),
    'when the answer is shorter than it says': ({ socket }) =>
      void socket.end(
        'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"a":1}',
      ),
    'when a chunked answer is cut off': (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"a":1}', () => response.destroy());
    },
    'when the answer is no HTTP': ({ socket }) => void socket.end('hello\r\n\r\n'),
    'when a success is no JSON': (_, response) => answerJson(response, 200, '{"success":tr'),
    'when a success is a page': (_, response) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Welcome to this network</p>'),
    'when a success is no UTF-8': (_, response) =>
      void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(Buffer.from([0x22, 0xff, 0x22])),
    'when the answer is larger than 1 MiB': (_, response) =>
      answerJson(response, 200, `"${'x'.repeat(1024 * 1024)}"`),
    "when the answer's headers are larger than 16 KiB": (_, response) =>
      answerJson(response, 200, '{}', { 'x-large': 'x'.repeat(17 * 1024) }),
  };

  it.each(Object.entries(cut))('%s, and it is not sent again', async (_, script) => {
    const { client, upstream } = await upstreamWith(script);
    await expect(client.send(DEDUCT, patience())).rejects.toThrow(UpstreamFailure);
    expect(upstream.arrived).toBe(1);
  });

  it('when no answer comes in time', async () => {
    const { client, upstream } = await upstreamWith(() => undefined);
    await expect(client.send(DEDUCT, AbortSignal.timeout(300))).rejects.toThrow(UpstreamFailure);
    expect(upstream.arrived).toBe(1);
    await waitUntil('the connection is closed', () => upstream.sockets.size === 0);
  });

  it.each(['POST', 'PUT', 'GET', 'DELETE'] as const)(
    'when a kept connection is cut under a second %s',
    async (method) => {
      const { client, upstream } = await upstreamWith(
        ({ socket }, response, n) => (n === 1 ? answerJson(response, 200, '{}') : socket.resetAndDestroy()),
        { connections: 1 },
      );
      await client.send(DEDUCT, patience());
      await expect(client.send({ ...DEDUCT, method }, patience())).rejects.toThrow(UpstreamFailure);
      expect(upstream).toMatchObject({ connections: 1, arrived: 2 });
    },
  );

  it('many at once over kept connections that are cut: each arrives at most once', async () => {
    const { client, upstream } = await upstreamWith(
      ({ socket }, response, n) => (n % 3 === 0 ? socket.resetAndDestroy() : answerJson(response, 200, '{}')),
      { connections: 8, queueLimit: 400 },
    );
    const calls = Array.from({ length: 300 }, (_, n) => ({ ...DEDUCT, body: { n } }));
    const outcomes = await Promise.allSettled(calls.map((call) => client.send(call, patience())));
    const arrived = upstream.requests.map(({ body }) => body);
    expect(new Set(arrived).size).toBe(arrived.length);
    for (const [n, outcome] of outcomes.entries()) {
      const isNotSent = outcome.status === 'rejected' && outcome.reason instanceof NotSent;
      expect(arrived.includes(JSON.stringify({ n }))).toBe(!isNotSent);
    }
    expect(upstream.mostAtOnce).toBeLessThanOrEqual(8);
  });
});

describe('a call that changes something', () => {
  it('goes over a new connection when the kept one has been closed', async () => {
    const { client, upstream } = await upstreamWith((_, response) => answerJson(response, 200, '{}'));
    await client.send(DEDUCT, patience());
    for (const socket of upstream.sockets) socket.end();
    await waitUntil('the connection is closed', () => upstream.sockets.size === 0);
    await expect(client.send(DEDUCT, patience())).resolves.toMatchObject({ status: 200 });
    expect(upstream).toMatchObject({ connections: 2, arrived: 2 });
  });

  it.each([429, 500, 502, 503, 504])('is not repeated after %i', async (status) => {
    const { client, upstream } = await upstreamWith((_, response) =>
      answerJson(response, status, '{"detail":"no"}', { 'retry-after': '0' }),
    );
    const answer = await client.send(DEDUCT, patience());
    expect(answer).toMatchObject({ status, body: { detail: 'no' } });
    expect(upstream.arrived).toBe(1);
  });

  it('does not follow a redirect', async () => {
    const { client, upstream } = await upstreamWith((_, response) =>
      answerJson(response, 307, '{}', { location: '/elsewhere' }),
    );
    await expect(client.send(DEDUCT, patience())).resolves.toMatchObject({ status: 307 });
    expect(upstream.requests.map(({ url }) => url)).toEqual([DEDUCT.path]);
  });

  it.each([
    ['an error page', 502, 'text/html', '<h1>Bad Gateway</h1>'],
    ['broken JSON', 500, 'application/json', '{"detail":'],
    ['nothing', 204, 'application/json', ''],
  ])('is answered by %s: there is no body', async (_, status, type, body) => {
    const { client } = await upstreamWith((_request, response) =>
      response.writeHead(status, { 'content-type': type }).end(body),
    );
    await expect(client.send(DEDUCT, patience())).resolves.toMatchObject({ status, body: null });
  });

  it('keeps every digit of the answer', async () => {
    const { client } = await upstreamWith((_, response) =>
      answerJson(response, 200, '{"balance":89.500000000000000001,"unit_price":3E-7,"amount":"0E-8"}'),
    );
    const { body } = await client.send(DEDUCT, patience());
    expect(body).toEqual({ balance: '89.500000000000000001', unit_price: '3E-7', amount: '0E-8' });
  });
});
