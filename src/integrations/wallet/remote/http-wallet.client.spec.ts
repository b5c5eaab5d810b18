import { describe, expect, it } from '@jest/globals';
import { type CallContext, newCallContext } from '../../upstream/calls/call-context.js';
import type { UpstreamHttp } from '../../upstream/calls/upstream-http.js';
import { HttpWalletClient } from './http-wallet.client.js';
import { WalletServiceApi } from './wallet-service.api.js';

describe('a wallet that is read at the wallet service', () => {
  it('is asked for in the name of the request that wants it', async () => {
    const asked: (CallContext | undefined)[] = [];
    const ask: UpstreamHttp['ask'] = async ({ context }) => {
      asked.push(context);
      return { status: 200, body: { wallets: [] } };
    };
    const service = new WalletServiceApi({ name: 'wallet', ask } as UpstreamHttp, 'v2');
    const context = newCallContext();
    await new HttpWalletClient(service, null, 1_000).walletsOf({ type: 'user', id: 'alice' }, context);
    expect(asked).toEqual([context]);
  });

  it('is not changed here, and nobody is asked', async () => {
    const service = new WalletServiceApi({ name: 'wallet' } as UpstreamHttp, 'v2');
    const changed = new HttpWalletClient(service, null, 1_000).deposit();
    await expect(changed).rejects.toThrow('This is kept by the wallet service: change it there');
  });
});
