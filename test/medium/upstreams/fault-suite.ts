import { beforeEach } from '@jest/globals';
import type { FaultOrder, FaultReport } from '../../../upstreams/faults/fault.js';
import { type FakeSuite, fakeSuite } from '../../support/upstreams/fake-suite.js';
import type { Answered } from '../../support/upstreams/upstream-calls.js';

export const CONSUME = '/api/v1/wallets/*/consume';

/** The fake wallet service with one wallet of 1,000, and the call that faults strike. */
export interface FaultSuite {
  readonly wallet: FakeSuite<'wallet'>;
  /** Known once a test begins. */
  readonly walletId: string;
  /** Takes 1 from the wallet. */
  consume(billingId?: string, signal?: AbortSignal): Promise<Answered>;
  /** Of calls that consume, unless the order says otherwise. */
  strike(order: FaultOrder): Promise<FaultReport>;
  /** How many calls have taken something. */
  taken(): Promise<number>;
}

export function faultSuite(): FaultSuite {
  const wallet = fakeSuite('wallet', { seed: 1 });
  let walletId = '';

  beforeEach(async () => {
    const { wallet_ids } = await wallet.control.create({ wallets: [{ user_id: 'u1', balance: 1000 }] });
    walletId = wallet_ids[0] ?? '';
  });

  return {
    wallet,
    get walletId() {
      return walletId;
    },
    consume: (billingId = 'bill_1', signal) =>
      wallet.calls.post(
        `/api/v1/wallets/${walletId}/consume`,
        { amount: 1, metadata: { billing_id: billingId } },
        signal,
      ),
    strike: (order) => wallet.control.addFault({ method: 'POST', path: CONSUME, ...order }),
    taken: async () => {
      const { transactions } = await wallet.control.state();
      return transactions.filter(({ transaction_type }) => transaction_type === 'consume').length;
    },
  };
}

/** The code of the error below a failed `fetch`. */
export async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { name, cause } = error as { name: string; cause?: { code?: string } };
    return cause?.code ?? name;
  }
  throw new Error('The call was answered');
}
