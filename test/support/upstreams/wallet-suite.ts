import { type FakeSuite, fakeSuite } from './fake-suite.js';
import type { Answered } from './upstream-calls.js';

export interface WalletSuite extends FakeSuite<'wallet'> {
  /** Makes a wallet; its id. */
  walletOf(userId: string, balance?: string | number): Promise<string>;
  consume(walletId: string, body: object): Promise<Answered>;
  balanceOf(walletId: string): Promise<unknown>;
}

/** The fake wallet service of the later generation, and what is asked of it again and again. */
export function walletSuite(): WalletSuite {
  const suite = fakeSuite('wallet', { generation: 'v2', window_ms: 2 });
  const { calls } = suite;
  return Object.assign(suite, {
    walletOf: async (userId: string, balance: string | number = 100) => {
      const { wallet_ids } = await suite.control.create({ wallets: [{ user_id: userId, balance }] });
      return wallet_ids[0] ?? '';
    },
    consume: (walletId: string, body: object) => calls.post(`/api/v1/wallets/${walletId}/consume`, body),
    balanceOf: async (walletId: string) => (await calls.get(`/api/v1/wallets/${walletId}`)).body['balance'],
  });
}
