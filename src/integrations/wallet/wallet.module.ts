import { Module } from '@nestjs/common';
import { EngineModule } from '../../engine/engine.module.js';
import { EmbeddedWalletClient } from './embedded-wallet.client.js';
import { TransferStore } from './transfer.store.js';
import { UserWalletsController } from './user-wallets.controller.js';
import { WalletMovementsController } from './wallet-movements.controller.js';
import { WalletTransactionReadModel } from './wallet-transaction.read-model.js';
import { WalletTransfers } from './wallet-transfers.service.js';
import { WALLET_CLIENT } from './wallet.client.js';
import { WalletStore } from './wallet.store.js';
import { WalletsController } from './wallets.controller.js';

/** Wallets, the client by which the other rooms read them, and transfers between them. */
@Module({
  imports: [EngineModule],
  controllers: [WalletsController, WalletMovementsController, UserWalletsController],
  providers: [
    TransferStore,
    WalletStore,
    WalletTransactionReadModel,
    WalletTransfers,
    { provide: WALLET_CLIENT, useClass: EmbeddedWalletClient },
  ],
  exports: [WALLET_CLIENT, WalletStore, WalletTransfers],
})
export class WalletModule {}
