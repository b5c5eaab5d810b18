import { describe, expect, it } from '@jest/globals';
import { MAX_TRIES } from '../../../src/integrations/upstream/calls/pooled-upstream-http.js';
import { answerJson, type Script } from '../../support/upstreams/scripted-upstream.js';
import { upstreamWith } from './upstream-suite.js';

const QUESTION = { method: 'GET', path: '/api/v1/wallets' } as const;

const ok: Script = (_, response) => answerJson(response, 200, '{"count":1}');

/** The first requests fare badly, all later ones well. */
function first(count: number, script: Script): Script {
  return (request, response, n) => (n <= count ? script : ok)(request, response, n);
}

function status(code: number, headers: Record<string, string> = {}): Script {
  return (_, response) => answerJson(response, code, '{"detail":"no"}', headers);
}

async function timed<T>(work: Promise<T>): Promise<{ outcome: T; ms: number }> {
  const startedAt = performance.now();
  const outcome = await work;
  return { outcome, ms: performance.now() - startedAt };
}

describe('a question', () => {
  it.each<[string, Script]>([
    ['a reset connection', ({ socket }) => void socket.resetAndDestroy()],
    ['a truncated answer', ({ socket }) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{')],
    ['a success that is no JSON', (_, response) => answerJson(response, 200, '{')],
    ['429', status(429)],
    ['502', status(502)],
    ['503', status(503)],
    ['504', status(504)],
  ])('is asked again after %s', async (_, script) => {
    const { client, upstream } = await upstreamWith(first(2, script), { readTimeoutMs: 20_000 });
    await expect(client.ask(QUESTION)).resolves.toMatchObject({ status: 200, body: { count: '1' } });
    expect(upstream.arrived).toBe(3);
  });

  it('is asked again when half of its time has passed without an answer', async () => {
    const { client, upstream } = await upstreamWith(
      first(1, () => undefined),
      { readTimeoutMs: 1_000 },
    );
    const { outcome, ms } = await timed(client.ask(QUESTION));
    expect(outcome).toMatchObject({ status: 200 });
    expect(ms).toBeGreaterThanOrEqual(490);
    expect(upstream.arrived).toBe(2);
  });

  it.each([400, 404, 422, 500, 501])('is not asked again after %i', async (code) => {
    const { client, upstream } = await upstreamWith(status(code));
    await expect(client.ask(QUESTION)).resolves.toMatchObject({ status: code, body: { detail: 'no' } });
    expect(upstream.arrived).toBe(1);
  });

  it('waits as long as the upstream asks for', async () => {
    const { client } = await upstreamWith(first(1, status(429, { 'retry-after': '1' })), {
      readTimeoutMs: 20_000,
    });
    const { outcome, ms } = await timed(client.ask(QUESTION));
    expect(outcome).toMatchObject({ status: 200 });
    expect(ms).toBeGreaterThanOrEqual(990);
  });

  it('is answered at once when the upstream asks for more time than there is', async () => {
    const { client, upstream } = await upstreamWith(status(503, { 'retry-after': '3600' }), {
      readTimeoutMs: 20_000,
    });
    await expect(client.ask(QUESTION)).resolves.toMatchObject({ status: 503 });
    expect(upstream.arrived).toBe(1);
  });

  it('is asked three times at most, and the last answer counts', async () => {
    const { client, upstream } = await upstreamWith(status(503), { readTimeoutMs: 20_000 });
    await expect(client.ask(QUESTION)).resolves.toMatchObject({ status: 503 });
    expect(upstream.arrived).toBe(MAX_TRIES);
  });

  it('ends with its time, whatever the upstream does', async () => {
    const { client } = await upstreamWith(() => undefined, { readTimeoutMs: 600 });
    const asked = client.ask(QUESTION).catch((error: unknown) => error);
    const { outcome, ms } = await timed(asked);
    expect(outcome).toMatchObject({ message: expect.stringContaining('no answer within') });
    expect(ms).toBeGreaterThanOrEqual(290);
    expect(ms).toBeLessThan(5_000);
  });

  it('ends when the caller gives up, in a try and between two', async () => {
    const silent = await upstreamWith(() => undefined, { readTimeoutMs: 60_000 });
    await expect(silent.client.ask(QUESTION, AbortSignal.timeout(100))).rejects.toThrow('no answer in time');
    expect(silent.upstream.arrived).toBe(1);
    const busy = await upstreamWith(status(503, { 'retry-after': '30' }), { readTimeoutMs: 60_000 });
    await expect(busy.client.ask(QUESTION, AbortSignal.timeout(500))).rejects.toThrow('no answer in time');
    expect(busy.upstream.arrived).toBe(1);
  });
});
