import { expect, it } from '@jest/globals';
import { decimal } from '../../../src/domain/decimal.js';
import { TransferStore } from '../../../src/integrations/wallet/transfer.store.js';
import { EmbeddedWalletClient } from '../../../src/integrations/wallet/embedded-wallet.client.js';
import { WalletTransactionReadModel } from '../../../src/integrations/wallet/wallet-transaction.read-model.js';
import { WalletTransfers } from '../../../src/integrations/wallet/wallet-transfers.service.js';
import { WalletStore } from '../../../src/integrations/wallet/wallet.store.js';
import type { Command } from '../../../src/domain/commands.js';
import type { EnginePort } from '../../../src/engine/engine.port.js';
import { Reads } from '../../../src/database/reads/reads.service.js';
import { engineSuite } from '../../support/engine/engine-suite.js';
import { openWallet } from '../../support/engine/test-engine.js';

const t = engineSuite('transfers');

/** Transfers over an engine that dies at the first command of this type, as a killed process would. */
function transfersThatDieAt(type: Command['type'] | null): WalletTransfers {
  const mortal: Pick<EnginePort, 'submit'> = {
    submit: (command, options) =>
      command.type === type ? Promise.reject(new Error('killed')) : t.engine.submit(command, options),
  };
  const config = t.db.config();
  const wallets = new WalletStore(t.database, t.directory);
  const client = new EmbeddedWalletClient(
    t.engine,
    wallets,
    new WalletTransactionReadModel(new Reads(t.database, config)),
    config,
  );
  return new WalletTransfers(client, new TransferStore(t.database), mortal, config);
}

async function balances(...walletIds: string[]): Promise<(string | undefined)[]> {
  const wallets = new WalletStore(t.database, t.directory);
  const found = await Promise.all(walletIds.map((id) => wallets.find(id)));
  return found.map((wallet) => wallet?.available.toFixed());
}

const movement = { amount: decimal('4'), description: 'rent', metadata: null };

it.each(['transfer_in', 'transfer_done'] as const)(
  'finishes a transfer whose process died before its %s, once, however often it is tried',
  async (type) => {
    const [from, to] = [await openWallet(t, `from-${type}`, '10'), await openWallet(t, `to-${type}`, '1')];
    const sent = await transfersThatDieAt(type).transfer(from, to, movement, 'key');
    expect([sent.arrived, sent.outcome.available]).toEqual([false, '6']);
    expect(await balances(from, to)).toEqual(['6', type === 'transfer_in' ? '1' : '5']);

    const healthy = transfersThatDieAt(null);
    const transferId = sent.outcome.transferId as string;
    await Promise.all([
      healthy.complete(transferId),
      healthy.complete(transferId),
      healthy.complete(transferId),
    ]);
    expect(await balances(from, to)).toEqual(['6', '5']);
    const again = await healthy.transfer(from, to, movement, 'key');
    expect([again.replayed, again.arrived]).toEqual([true, true]);
    expect(await balances(from, to)).toEqual(['6', '5']);
    expect(await new TransferStore(t.database).findOpen(transferId)).toBeNull();
  },
);

it('leaves alone what is no transfer', async () => {
  await transfersThatDieAt(null).complete('tr_unknown');
  await transfersThatDieAt(null).complete('att_0199d0a1b2c3700180f3a5c7d9e1b203');
});
