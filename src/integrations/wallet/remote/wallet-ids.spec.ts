import { describe, expect, it } from '@jest/globals';
import { WalletIds } from './wallet-ids.js';

const wallet = (walletId: string) => ({ walletId, currency: 'CREDIT' });

describe('the wallets that are remembered', () => {
  it('are no more than the limit: the one not asked for the longest is forgotten', () => {
    const ids = new WalletIds(2);
    ids.remember('alice', wallet('w1'));
    ids.remember('bob', wallet('w2'));
    ids.get('alice');
    ids.remember('carol', wallet('w3'));
    expect(ids.get('bob')).toBeNull();
    expect([ids.get('alice'), ids.get('carol')]).toEqual([wallet('w1'), wallet('w3')]);
  });

  it('are forgotten when told', () => {
    const ids = new WalletIds();
    ids.remember('alice', wallet('w1'));
    ids.forget('alice');
    expect(ids.get('alice')).toBeNull();
  });
});
