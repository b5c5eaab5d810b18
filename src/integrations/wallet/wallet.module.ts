import { Module } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { EngineModule } from '../../engine/engine.module.js';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { Upstreams } from '../upstream/upstreams.js';
import { EmbeddedWalletClient } from './embedded-wallet.client.js';
import { HttpWalletClient } from './remote/http-wallet.client.js';
import { HttpWalletPayer } from './remote/http-wallet.payer.js';
import { TransferStore } from './transfer.store.js';
import { UserWalletsController } from './user-wallets.controller.js';
import { WalletMovementsController } from './wallet-movements.controller.js';
import { WalletTransactionReadModel } from './wallet-transaction.read-model.js';
import { WalletTransfers } from './wallet-transfers.service.js';
import { WALLET_PAYER } from './wallet-payer.token.js';
import { WalletServiceApi } from './remote/wallet-service.api.js';
import { WALLET_CLIENT, type WalletClient } from './wallet.client.js';
import { WalletStore } from './wallet.store.js';
import { WalletsController } from './wallets.controller.js';

/** Wallets, the client by which the other rooms read them, and transfers between them. */
@Module({
  imports: [EngineModule, UpstreamModule],
  controllers: [WalletsController, WalletMovementsController, UserWalletsController],
  providers: [
    TransferStore,
    WalletStore,
    WalletTransactionReadModel,
    WalletTransfers,
    EmbeddedWalletClient,
    { provide: WALLET_CLIENT, inject: [APP_CONFIG, Upstreams, EmbeddedWalletClient], useFactory: clientOf },
    { provide: WALLET_PAYER, inject: [APP_CONFIG, Upstreams], useFactory: payerOf },
  ],
  exports: [WALLET_CLIENT, WALLET_PAYER, WalletStore, WalletTransfers],
})
export class WalletModule {}

function clientOf(config: AppConfig, upstreams: Upstreams, embedded: EmbeddedWalletClient): WalletClient {
  const { wallet, generation } = config.integrations;
  if (wallet.client === 'embedded') return embedded;
  const service = new WalletServiceApi(upstreams.http('wallet'), generation);
  return new HttpWalletClient(service, wallet.url, config.http.requestDeadlineMs);
}

function payerOf({ integrations }: AppConfig, upstreams: Upstreams): HttpWalletPayer | null {
  if (integrations.wallet.client === 'embedded') return null;
  return new HttpWalletPayer(new WalletServiceApi(upstreams.http('wallet'), integrations.generation));
}
