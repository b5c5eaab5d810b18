import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startUpstream, type Upstream } from '../../support/upstreams/start-upstream.js';

const SECRET = 'sk_test_process';
let stripe: Upstream<'stripe'>;

beforeAll(async () => {
  stripe = await startUpstream('stripe', { secret: SECRET });
});
afterAll(() => stripe?.stop());

function makeCustomer(): Promise<Response> {
  return fetch(`${stripe.url}/v1/customers`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${SECRET}` },
  });
}

it('knows its callers by the key that it was started with, and tells what it has', async () => {
  const made = (await (await makeCustomer()).json()) as { id: string };
  expect((await stripe.control.state()).customers).toMatchObject([{ id: made.id }]);
});

it('takes orders while it is down, and is where it was when it is up again', async () => {
  await stripe.control.down();
  await expect(makeCustomer()).rejects.toThrow('fetch failed');
  const { fault_id } = await stripe.control.addFault({ kind: 'error_after', count: 1 });
  expect(await stripe.control.faults()).toMatchObject([{ fault_id, struck: 0 }]);
  await stripe.control.up();
  expect([(await makeCustomer()).status, (await makeCustomer()).status]).toEqual([500, 200]);
  expect((await stripe.control.counters()).faults).toEqual({ error_after: 1 });
});
