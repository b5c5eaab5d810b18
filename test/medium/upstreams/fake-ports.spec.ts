import { describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../support/wait-until.js';
import { CONSUME, failureOf, faultSuite } from './fault-suite.js';

const { wallet, consume, strike, taken } = faultSuite();

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
  const { body } = await wallet.calls.get('/__control/state');
  expect(body).toMatchObject({ wallets: [{ user_id: 'u1' }] });
});
