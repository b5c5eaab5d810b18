import { join } from 'node:path';
import { ControlClient } from '../../upstreams/control/control-client.js';
import type { FakeOrder } from '../../upstreams/process/fake-order.js';
import type { WalletOrder } from '../../upstreams/wallet/create-wallets.js';
import type { WalletState } from '../../upstreams/wallet/wallet-fake.js';
import { freePort, ready, type RunningServer } from '../http/servers.js';
import { Child } from '../lab/child.js';
import type { Lab } from '../lab/lab.js';
import { CURRENCY } from '../workload/charge.js';
import { payerAt } from '../workload/payers.js';

/** Of each of its answers. */
export const DELAY_MS = 50;
/** Enough for every run, and exact to its eighth decimal in its floating point. */
const OPENING_BALANCE = '1000000';

/** A wallet service as a process of its own, whose every answer takes the same time. */
export interface WalletService {
  readonly server: RunningServer;
  /** By user. */
  readonly walletIds: Readonly<Record<string, string>>;
  /** What it was told to have been charged for, each charge once, in no order. */
  billingIds(): Promise<string[]>;
}

export async function startWalletService(lab: Lab, accounts: number): Promise<WalletService> {
  const [port, controlPort] = [await freePort(), await freePort()];
  const order: FakeOrder = {
    ...{ fake: 'wallet', host: '127.0.0.1', port, controlPort, generation: 'v2', secret: '' },
  };
  const child = new Child({
    name: 'wallet service',
    module: join(lab.own.root, 'upstreams', 'process', 'serve.ts'),
    args: [JSON.stringify(order)],
    nodeFlags: ['--import', join(lab.own.root, 'test', 'support', 'typescript', 'register.mjs')],
    directory: lab.directory,
  });
  lab.cleanUp.add(() => child.end());
  const server = await ready({ child, port }, '/health');
  const control = new ControlClient<WalletState, { wallets: WalletOrder[] }, { wallet_ids: string[] }>(
    `http://127.0.0.1:${controlPort}`,
  );
  const wallets = Array.from({ length: accounts }, (_, index) => ({
    user_id: payerAt('completed', index, 1).userId,
    balance: OPENING_BALANCE,
    currency: CURRENCY,
  }));
  const { wallet_ids: walletIds } = await control.create({ wallets });
  // Nothing between reading and writing a balance: the delay is all the time that it takes.
  await control.set({ window_ms: 0 });
  await control.addFault({ kind: 'delay', ms: DELAY_MS });
  return {
    server,
    walletIds: Object.fromEntries(wallets.map(({ user_id: user }, index) => [user, walletIds[index] ?? ''])),
    billingIds: async () => {
      const { transactions } = await control.state();
      return transactions
        .filter(({ transaction_type: type }) => type === 'consume')
        .map(({ metadata }) => String(metadata['billing_id']));
    },
  };
}
