import { ApiClient } from '../../../support/api/api-client.js';
import { waitUntil } from '../../../support/wait-until.js';
import { PRODUCTS } from './load/products.js';
import { CALL_TIMEOUT_MS } from './lots.js';
import type { Stage } from './stage.js';

const TAKEOVER_MS = 30_000;
const USER = 'late-owner';
const CONSUME = { method: 'POST', path: '/api/v1/wallets/*/consume', count: 1 } as const;
const SEARCH = { method: 'GET', path: '/api/v1/wallets/*/transactions' } as const;

/**
 * A process is told that its call was refused, and stands still before it has written that down. The other one takes
 * the attempt over, does not find it, and sends it again; that is taken, and stays without an answer. Now the first one
 * goes on, and writes what it knows: that nothing was sent. Resolves when it has done so, and all is calm.
 */
export async function outliveALease(stage: Stage): Promise<void> {
  const { platform, services } = stage;
  const [first] = services;
  const { control } = platform.wallet;
  const session = await stage.session();
  await control.create({ wallets: [{ user_id: USER, balance: 100 }] });
  await control.addFault({ ...CONSUME, kind: 'delay', ms: CALL_TIMEOUT_MS / 2 });
  const refusal = await control.addFault({ ...CONSUME, kind: 'rate_limited' });
  await control.addFault({ ...CONSUME, kind: 'timeout_after' });
  // The two questions before the second sending are answered, and none after it.
  await control.addFault({ ...SEARCH, kind: 'error_before', skip: 2 });

  const api = new ApiClient(first);
  const charge = (): Promise<unknown> =>
    api.post('/api/v1/usage/record', {
      user_id: USER,
      product_id: PRODUCTS.wallet.id,
      service_type: 'model_inference',
      usage_amount: '1000',
      billing_method: 'wallet_deduction',
    });
  const charged = charge();
  await waitUntil('the call is under way', async () =>
    (await control.faults()).some(({ fault_id, struck }) => fault_id === refusal.fault_id && struck === 1),
  );
  await session.run('BEGIN');
  await session.run('SELECT FROM dev.accounts WHERE account_id = $1 FOR UPDATE', [`user:${USER}`]);
  await session.whenWaiting();
  await first.standingStill(async () => {
    await session.close();
    await waitUntil('the other has taken it', taken, TAKEOVER_MS);
  });
  await charged;
  // A lane works in the order of arrival: when this one is recorded, what the first had to say is decided.
  await charge();
  await control.clearFaults();

  async function taken(): Promise<boolean> {
    const { transactions } = await control.state();
    return transactions.some(
      ({ user_id: user, transaction_type: type }) => user === USER && type === 'consume',
    );
  }
}
