import { describe, expect, it } from '@jest/globals';
import { NotSent } from '../../../src/integrations/payer/remote-payer.js';
import type { PooledUpstreamHttp } from '../../../src/integrations/upstream/calls/pooled-upstream-http.js';
import { answerJson, type Script, type ScriptedUpstream } from '../../support/upstreams/scripted-upstream.js';
import { waitUntil } from '../../support/wait-until.js';
import { DEDUCT, patience, upstreamWith } from './upstream-suite.js';

const down: Script = (_, response) => answerJson(response, 503, '{"detail":"down"}');
const ok: Script = (_, response) => answerJson(response, 200, '{}');

async function opened(
  breakerOpenMs: number,
): Promise<{ upstream: ScriptedUpstream; client: PooledUpstreamHttp }> {
  const both = await upstreamWith(down, { breakerFailures: 3, breakerOpenMs });
  for (let n = 0; n < 3; n += 1) await both.client.send(DEDUCT, patience());
  expect(both.client.isOpen).toBe(true);
  return both;
}

describe('the circuit breaker', () => {
  it.each<[string, Script]>([
    ['an answer of 5xx', down],
    ['a cut connection', ({ socket }) => void socket.resetAndDestroy()],
  ])('opens after so many failures in a row by %s, and then nothing is sent', async (_, script) => {
    const { client, upstream } = await upstreamWith(script, { breakerFailures: 3 });
    for (let n = 0; n < 3; n += 1) {
      expect(client.isOpen).toBe(false);
      await client.send(DEDUCT, patience()).catch(() => undefined);
    }
    expect(client.isOpen).toBe(true);
    await expect(client.send(DEDUCT, patience())).rejects.toThrow(NotSent);
    await expect(client.ask({ method: 'GET', path: '/' })).rejects.toThrow(NotSent);
    expect(upstream.arrived).toBe(3);
    expect(client.state()).toMatchObject({ name: 'wallet', breaker: 'open', succeeded: 0, failed: 3 });
  });

  it('opens when nobody listens and when answers do not come', async () => {
    const { client, upstream } = await upstreamWith(() => undefined, { breakerFailures: 2 });
    await client.send(DEDUCT, AbortSignal.timeout(200)).catch(() => undefined);
    await upstream.stop();
    await expect(client.send(DEDUCT, patience())).rejects.toThrow(/ECONNREFUSED/);
    expect(client.isOpen).toBe(true);
    expect(client.state().lastError).toMatch(/^connect ECONNREFUSED/);
    const refused = /^wallet: it failed again and again, last: connect ECONNREFUSED [^ ]+$/;
    await expect(client.send(DEDUCT, patience())).rejects.toThrow(refused);
  });

  it.each([
    [500, '{"detail":"400: Insufficient balance"}'],
    [500, '{"detail":"404: Wallet not found"}'],
    [400, '{"detail":"User already has a fiat wallet"}'],
    [402, '{"detail":"Insufficient credits. Available: 1, Requested: 2"}'],
    [429, '{"detail":"slow down"}'],
  ])('stays closed when a healthy upstream refuses with %i %s', async (status, json) => {
    const { client } = await upstreamWith((_, response) => answerJson(response, status, json), {
      breakerFailures: 1,
    });
    for (let n = 0; n < 3; n += 1) {
      await expect(client.send(DEDUCT, patience())).resolves.toMatchObject({ status });
    }
    expect(client.state()).toMatchObject({ breaker: 'closed', succeeded: 3, failed: 0 });
  });

  it('counts failures in a row only', async () => {
    const { client } = await upstreamWith((...call) => (call[2] % 3 === 0 ? ok : down)(...call), {
      breakerFailures: 3,
    });
    for (let n = 0; n < 12; n += 1) await client.send(DEDUCT, patience());
    expect(client.state()).toMatchObject({ breaker: 'closed', succeeded: 4, failed: 8 });
  });

  it('lets one call try after its time, refuses the others meanwhile, and closes when it succeeds', async () => {
    const { client, upstream } = await opened(300);
    const held: (() => void)[] = [];
    upstream.script = (_, response) => held.push(() => answerJson(response, 200, '{}'));
    await waitUntil('the breaker may be tried', () => !client.isOpen);
    const trial = client.send(DEDUCT, patience());
    await waitUntil('the call has arrived', () => held.length === 1);
    expect(client).toMatchObject({ isOpen: true });
    expect(client.state().breaker).toBe('half_open');
    const others = await Promise.allSettled(
      Array.from({ length: 20 }, () => client.send(DEDUCT, patience())),
    );
    expect(others.every(({ status }) => status === 'rejected')).toBe(true);
    expect(upstream.arrived).toBe(4);
    held[0]?.();
    await expect(trial).resolves.toMatchObject({ status: 200 });
    expect(client.state().breaker).toBe('closed');
    upstream.script = ok;
    await expect(client.send(DEDUCT, patience())).resolves.toMatchObject({ status: 200 });
  });

  it('opens again when the call that tries fails', async () => {
    const { client, upstream } = await opened(300);
    await waitUntil('the breaker may be tried', () => !client.isOpen);
    await client.send(DEDUCT, patience());
    expect(client.isOpen).toBe(true);
    await expect(client.send(DEDUCT, patience())).rejects.toThrow(NotSent);
    expect(upstream.arrived).toBe(4);
  });

  it('is not closed by a call that was given up before it tried', async () => {
    const { client } = await opened(300);
    await waitUntil('the breaker may be tried', () => !client.isOpen);
    await expect(client.send(DEDUCT, AbortSignal.abort())).rejects.toThrow(NotSent);
    expect(client.state().breaker).toBe('open');
  });
});

describe('the bulkhead', () => {
  it('lets so many calls through, so many wait, and refuses the rest as not sent', async () => {
    const held: (() => void)[] = [];
    const { client, upstream } = await upstreamWith(
      (_, response) => held.push(() => answerJson(response, 200, '{}')),
      { connections: 2, queueLimit: 3 },
    );
    const calls = Array.from({ length: 8 }, () => client.send(DEDUCT, patience()));
    const outcomes = Promise.allSettled(calls);
    await waitUntil('two calls have arrived', () => held.length === 2);
    expect(client.state()).toMatchObject({ inFlight: 2, waiting: 3 });
    for (let n = 0; n < 5; n += 1) {
      await waitUntil('the next call has arrived', () => held.length > n);
      held[n]?.();
    }
    const refused = (await outcomes).filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(3);
    expect(refused.every(({ reason }) => reason instanceof NotSent)).toBe(true);
    expect(upstream).toMatchObject({ mostAtOnce: 2, arrived: 5 });
    await waitUntil('all places are free', () => client.state().inFlight === 0);
    expect(client.state()).toMatchObject({
      breaker: 'closed',
      waiting: 0,
      succeeded: 5,
      failed: 0,
    });
  });

  it('tells those who wait that nothing was sent when the breaker opens meanwhile', async () => {
    const { client, upstream } = await upstreamWith(down, {
      connections: 1,
      queueLimit: 10,
      breakerFailures: 2,
    });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => client.send(DEDUCT, patience())),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'fulfilled'],
      ...['rejected', 'rejected', 'rejected', 'rejected', 'rejected', 'rejected'],
    ]);
    expect(upstream.arrived).toBe(2);
  });
});
