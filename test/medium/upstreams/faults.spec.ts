import { beforeEach, describe, expect, it } from '@jest/globals';
import type { FaultOrder } from '../../../upstreams/faults/fault.js';
import { fakeSuite } from '../../support/outside/fake-suite.js';
import { waitUntil } from '../../support/wait-until.js';

const CONSUME = '/api/v1/wallets/*/consume';

const wallet = fakeSuite('wallet', { seed: 1 });
const { calls } = wallet;
let walletId: string;

beforeEach(async () => {
  const { wallet_ids } = await wallet.control.create({ wallets: [{ user_id: 'u1', balance: 1000 }] });
  walletId = wallet_ids[0] ?? '';
});

const consume = (billingId = 'bill_1', signal?: AbortSignal) =>
  calls.post(
    `/api/v1/wallets/${walletId}/consume`,
    { amount: 1, metadata: { billing_id: billingId } },
    signal,
  );

const strike = (order: FaultOrder) => wallet.control.addFault({ method: 'POST', path: CONSUME, ...order });

async function taken(): Promise<number> {
  const { transactions } = await wallet.control.state();
  return transactions.filter(({ transaction_type }) => transaction_type === 'consume').length;
}

/** The code of the error below a failed `fetch`. */
async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { name, cause } = error as { name: string; cause?: { code?: string } };
    return cause?.code ?? name;
  }
  throw new Error('The call was answered');
}

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

describe('which requests are struck', () => {
  const statuses = async (ids: readonly string[]): Promise<number[]> => {
    const seen: number[] = [];
    for (const id of ids) seen.push((await consume(id)).status);
    return seen;
  };

  it('those of the path and method only', async () => {
    await strike({ kind: 'error_before' });
    await expect(calls.get(`/api/v1/wallets/${walletId}`)).resolves.toMatchObject({ status: 200 });
    await expect(consume()).resolves.toMatchObject({ status: 500 });
  });

  it('so many, after so many', async () => {
    await strike({ kind: 'error_before', skip: 1, count: 2 });
    expect(await statuses(['a', 'b', 'c', 'd'])).toEqual([200, 500, 500, 200]);
    expect(await wallet.control.faults()).toMatchObject([{ kind: 'error_before', matched: 4, struck: 2 }]);
  });

  it('those that contain a text', async () => {
    await strike({ kind: 'error_before', containing: 'bill_2' });
    expect(await statuses(['bill_1', 'bill_2', 'bill_3'])).toEqual([200, 500, 200]);
  });

  it('by lot, the same for the same seed', async () => {
    const draw = async (seed: number): Promise<number[]> => {
      await wallet.control.clearFaults();
      await wallet.control.set({ seed });
      await strike({ kind: 'error_before', probability: 0.5 });
      return statuses(Array.from({ length: 40 }, (_, n) => `bill_${n}`));
    };
    const first = await draw(7);
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await draw(7)).toEqual(first);
    expect(await draw(8)).not.toEqual(first);
  });

  it('none any more once the fault is taken back', async () => {
    const fault = await strike({ kind: 'error_before' });
    await wallet.control.removeFault(fault);
    expect(await statuses(['a'])).toEqual([200]);
  });

  it('are counted, by kind and by route', async () => {
    await strike({ kind: 'error_after', count: 2 });
    await strike({ kind: 'reset_before', count: 1 });
    await statuses(['a', 'b']);
    await failureOf(consume('c'));
    await calls.get('/nowhere');
    expect(await wallet.control.counters()).toEqual({
      faults: { error_after: 2, reset_before: 1 },
      routes: {
        'POST /api/v1/wallets/{wallet_id}/consume': { asked: 3, answered: { 500: 2 } },
        'no such route': { asked: 1, answered: { 404: 1 } },
      },
    });
  });

  it('never by a fault that there is not: 422', async () => {
    const nonsense = { kind: 'earthquake' } as unknown as FaultOrder;
    await expect(wallet.control.addFault(nonsense)).rejects.toThrow('422');
    await expect(wallet.control.addFault({ kind: 'delay', probability: 2 })).rejects.toThrow('422');
  });
});

describe('down', () => {
  it('refuses connections until told, and knows everything when it is up again', async () => {
    await consume();
    await wallet.control.down();
    expect(await failureOf(consume())).toBe('ECONNREFUSED');
    expect(await taken()).toBe(1);
    await wallet.control.up();
    await expect(consume()).resolves.toMatchObject({ status: 200, body: { balance: '998.0' } });
  });

  it('comes up by itself after the time told', async () => {
    await wallet.control.down(1_000);
    expect(await failureOf(consume())).toBe('ECONNREFUSED');
    await waitUntil('it is up again', () =>
      consume().then(
        () => true,
        () => false,
      ),
    );
  });

  it('cuts off those who wait for an answer', async () => {
    await strike({ kind: 'timeout_after' });
    const waiting = failureOf(consume());
    await waitUntil('the call has arrived', async () => (await taken()) === 1);
    await wallet.control.down();
    expect(await waiting).toMatch(/^(ECONNRESET|UND_ERR_SOCKET)$/);
  });
});

it('says which port is which, and how an order is spelt', async () => {
  const detailOf = async (url: string, method: string) => {
    const answer = await fetch(url, { method });
    return [answer.status, ((await answer.json()) as { detail: string }).detail];
  };
  const { port } = new URL(wallet.url);
  expect(await detailOf(`${wallet.controlUrl}${CONSUME.replace('*', 'w1')}`, 'POST')).toEqual([
    404,
    `This is the control port of the wallet fake, which has /__control/… alone: the wallet service is on port ${port}`,
  ]);
  for (const url of [wallet.url, wallet.controlUrl]) {
    expect(await detailOf(`${url}/faults`, 'POST')).toEqual([
      404,
      'Orders to this fake begin with /__control: POST /__control/faults',
    ]);
    const [status, detail] = await detailOf(`${url}/__control/fault`, 'POST');
    expect([status, detail]).toEqual([404, expect.stringMatching(/has no POST .*; it has state, create,/)]);
  }
  expect(await detailOf(`${wallet.url}/api/v1/nothing`, 'GET')).toEqual([404, 'Not Found']);
});

it('has its control API on its own address too, for a developer with curl', async () => {
  const { body } = await calls.get('/__control/state');
  expect(body).toMatchObject({ wallets: [{ user_id: 'u1' }] });
});
