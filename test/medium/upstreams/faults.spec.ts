import { describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../support/wait-until.js';
import { failureOf, faultSuite } from './fault-suite.js';

const { wallet, consume, strike, taken } = faultSuite();

/** A call whose caller gives up once the fault has struck and `also` holds. */
async function giveUp(also: () => Promise<boolean> = () => Promise.resolve(true)): Promise<void> {
  const caller = new AbortController();
  const failure = failureOf(consume('bill_1', caller.signal));
  await waitUntil('the fault has struck', async () => (await wallet.control.faults())[0]?.struck === 1);
  await waitUntil('what was expected has happened', also);
  caller.abort();
  expect(await failure).toBe('AbortError');
}

describe('no answer', () => {
  it('before the effect: nothing has happened when the caller gives up', async () => {
    await strike({ kind: 'timeout_before' });
    await giveUp();
    await wallet.control.clearFaults();
    await consume();
    expect(await taken()).toBe(1);
  });

  it('after the effect: the money is gone all the same', async () => {
    await strike({ kind: 'timeout_after' });
    await giveUp(async () => (await taken()) === 1);
  });

  it('and the effect only after the caller has given up', async () => {
    await strike({ kind: 'late_effect', after_ms: 500 });
    await giveUp();
    const givenUpAt = performance.now();
    expect(await taken()).toBe(0);
    await waitUntil('the late effect has come', async () => (await taken()) === 1);
    expect(performance.now() - givenUpAt).toBeGreaterThan(400);
  });
});

describe('broken connections and answers', () => {
  it.each([
    ['reset_before', 0],
    ['reset_after', 1],
  ] as const)('%s: the connection is reset, %d taken', async (kind, count) => {
    await strike({ kind });
    expect(await failureOf(consume())).toMatch(/^(ECONNRESET|UND_ERR_SOCKET)$/);
    expect(await taken()).toBe(count);
  });

  it('reset_then_effect: the connection is reset, and nothing is taken yet', async () => {
    await strike({ kind: 'reset_then_effect', after_ms: 500 });
    const begin = performance.now();
    expect(await failureOf(consume())).toMatch(/^(ECONNRESET|UND_ERR_SOCKET)$/);
    expect(await taken()).toBe(0);
    await waitUntil('the effect has come', async () => (await taken()) === 1);
    expect(performance.now() - begin).toBeGreaterThan(400);
  });

  it.each([
    ['error_before', 0],
    ['error_after', 1],
  ] as const)('%s: 500 or as told, %d taken', async (kind, count) => {
    await strike({ kind, count: 1 });
    await expect(consume()).resolves.toMatchObject({
      status: 500,
      body: { detail: 'Internal Server Error' },
    });
    expect(await taken()).toBe(count);
    await strike({ kind, status: 503, detail: 'busy' });
    await expect(consume()).resolves.toMatchObject({ status: 503, body: { detail: 'busy' } });
  });

  it.each([
    ['garbage_before', 0],
    ['garbage_after', 1],
  ] as const)('%s: 200 with a body that is no JSON, %d taken', async (kind, count) => {
    await strike({ kind });
    expect(await failureOf(consume())).toBe('SyntaxError');
    expect(await taken()).toBe(count);
  });

  it('429 says when to come again', async () => {
    await strike({ kind: 'rate_limited', retry_after: 7 });
    const refused = await consume();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('7');
    expect(await taken()).toBe(0);
  });
});

describe('delays', () => {
  it('are as long as told, and not longer for those that come at once', async () => {
    await strike({ kind: 'delay', ms: 400 });
    const startedAt = performance.now();
    const answers = await Promise.all([consume(), consume(), consume()]);
    const tookMs = performance.now() - startedAt;
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(tookMs).toBeGreaterThanOrEqual(400);
    expect(tookMs).toBeLessThan(1200);
  });

  it('do not call the effect off when the caller gives up meanwhile', async () => {
    await strike({ kind: 'delay', ms: 500, max_ms: 600 });
    await giveUp();
    expect(await taken()).toBe(0);
    await waitUntil('the effect has come', async () => (await taken()) === 1);
  });

  it('come on top of another fault', async () => {
    await strike({ kind: 'delay', ms: 100 });
    await strike({ kind: 'error_before' });
    const startedAt = performance.now();
    await expect(consume()).resolves.toMatchObject({ status: 500 });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(100);
  });
});
