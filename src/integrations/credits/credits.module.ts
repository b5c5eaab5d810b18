import { Module } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { EngineModule } from '../../engine/engine.module.js';
import { SubscriptionServiceApi } from '../subscription/subscription-service.api.js';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { Upstreams } from '../upstream/upstreams.js';
import { WalletModule } from '../wallet/wallet.module.js';
import { WalletStore } from '../wallet/wallet.store.js';
import { CREDIT_BALANCES, type CreditBalances, CREDITS_PAYER } from './credit-balances.js';
import { CreditGrantReadModel } from './credit-grant.read-model.js';
import { CreditsController } from './credits.controller.js';
import { Credits } from './credits.service.js';
import { HttpCreditBalances } from './http-credit-balances.js';
import { HttpCreditsPayer } from './http-credits.payer.js';

/** Credits: granted here, on the same balance rows as wallets, or kept by the platform's subscription service. */
@Module({
  imports: [EngineModule, WalletModule, UpstreamModule],
  controllers: [CreditsController],
  providers: [
    Credits,
    CreditGrantReadModel,
    { provide: CREDIT_BALANCES, inject: [APP_CONFIG, Upstreams, WalletStore], useFactory: balancesOf },
    { provide: CREDITS_PAYER, inject: [APP_CONFIG, Upstreams], useFactory: payerOf },
  ],
  exports: [Credits, CREDITS_PAYER],
})
export class CreditsModule {}

function balancesOf(
  { integrations }: AppConfig,
  upstreams: Upstreams,
  embedded: WalletStore,
): CreditBalances {
  if (integrations.subscription.client === 'embedded') return embedded;
  return new HttpCreditBalances(new SubscriptionServiceApi(upstreams.http('subscription')), embedded);
}

function payerOf({ integrations }: AppConfig, upstreams: Upstreams): HttpCreditsPayer | null {
  if (integrations.subscription.client === 'embedded') return null;
  return new HttpCreditsPayer(new SubscriptionServiceApi(upstreams.http('subscription')));
}
