import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ApiError, BillingApi } from '../../../src/cli/replay/billing-api.js';

const QUICK = { attempts: 4, firstWaitMs: 1, longestWaitMs: 2, requestTimeoutMs: 2_000 };

describe('the replay as a client', () => {
  let server: Server;
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  async function serve(listener: RequestListener): Promise<BillingApi> {
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new BillingApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, QUICK);
  }

  it('asks again with the same key and body while the outcome is not known', async () => {
    const seen: string[] = [];
    const statuses = [503, 504, 202];
    const api = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen.push(`${String(request.headers['idempotency-key'])} ${Buffer.concat(chunks).toString()}`);
        response
          .writeHead(statuses.shift() ?? 200, { 'Idempotency-Replayed': 'true' })
          .end('{"success":true}');
      });
    });
    expect(await api.post('/x', { a: 1 }, 'k1')).toEqual({
      status: 200,
      body: { success: true },
      replayed: true,
    });
    expect(seen).toEqual(Array(4).fill('k1 {"a":1}'));
  });

  it('asks again after a connection that broke', async () => {
    let calls = 0;
    const api = await serve((request, response) => {
      calls += 1;
      if (calls < 3) request.socket.destroy();
      else response.end('{}');
    });
    expect((await api.get('/x')).status).toBe(200);
  });

  it('waits as long as Retry-After says, up to ten times its own longest wait', async () => {
    let calls = 0;
    const api = await serve((_request, response) => {
      calls += 1;
      response.writeHead(calls === 1 ? 503 : 200, { 'Retry-After': '60' }).end('{}');
    });
    const startedMs = performance.now();
    await api.get('/x');
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(19);
  });

  it('gives up after a bounded number of attempts and says what it last heard', async () => {
    const api = await serve((_request, response) => {
      response.writeHead(503).end('{"detail":"The queue is full"}');
    });
    await expect(api.get('/x')).rejects.toThrow('503: The queue is full, after 4 attempts');
    await expect(api.get('/x')).rejects.toThrow(ApiError);
  });

  it('does not ask again after a refusal', async () => {
    let calls = 0;
    const api = await serve((_request, response) => {
      calls += 1;
      response.writeHead(402).end('{"detail":"Insufficient wallet balance"}');
    });
    expect((await api.get('/x')).status).toBe(402);
    expect(calls).toBe(1);
  });
});
