import { Module } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { Database } from '../../database/database.service.js';
import { CREDITS_PAYER } from '../credits/credit-balances.js';
import { CreditsModule } from '../credits/credits.module.js';
import { HttpPaymentPayer } from '../payment/http-payment.payer.js';
import { OtherRefundsReadModel } from '../payment/other-refunds.read-model.js';
import { PaymentServiceApi } from '../payment/payment-service.api.js';
import { PaymentModule } from '../payment/payment.module.js';
import { SandboxPayer } from '../payment/sandbox.payer.js';
import { StripeModule } from '../stripe/stripe.module.js';
import { StripePayer } from '../stripe/stripe.payer.js';
import { UpstreamModule } from '../upstream/upstream.module.js';
import type { PlatformService } from '../upstream/platform-service.js';
import { Upstreams } from '../upstream/upstreams.js';
import { WALLET_PAYER } from '../wallet/wallet-payer.token.js';
import { WalletModule } from '../wallet/wallet.module.js';
import { type ConfiguredPayer, ConfiguredPayers } from './configured-payers.js';
import type { RemotePayer } from './remote-payer.js';
import { REMOTE_PAYERS, type RemotePayers } from './remote-payers.js';

const CARDS_PAYER = Symbol('CardsPayer');

/** The payers outside. Cards are always charged outside, at the payment sandbox where everything is embedded. */
@Module({
  imports: [CreditsModule, PaymentModule, StripeModule, UpstreamModule, WalletModule],
  providers: [
    {
      provide: CARDS_PAYER,
      inject: [APP_CONFIG, Upstreams, SandboxPayer, StripePayer, Database],
      useFactory: cards,
    },
    {
      provide: REMOTE_PAYERS,
      inject: [Upstreams, WALLET_PAYER, CREDITS_PAYER, CARDS_PAYER],
      useFactory: payersOf,
    },
  ],
  exports: [REMOTE_PAYERS],
})
export class PayerModule {}

function cards(
  { integrations }: AppConfig,
  upstreams: Upstreams,
  sandbox: SandboxPayer,
  stripe: StripePayer,
  database: Database,
): ConfiguredPayer {
  const { client, secret } = integrations.payment;
  switch (client) {
    case 'embedded':
      return { payer: sandbox, breaker: null };
    case 'stripe':
      return { payer: stripe, breaker: stripe };
    case 'http': {
      const http = upstreams.http('payment');
      const service = new PaymentServiceApi(http, integrations.generation, secret);
      return { payer: new HttpPaymentPayer(service, new OtherRefundsReadModel(database)), breaker: http };
    }
  }
}

function payersOf(
  upstreams: Upstreams,
  wallet: RemotePayer | null,
  credits: RemotePayer | null,
  payment: ConfiguredPayer,
): RemotePayers {
  const over = (payer: RemotePayer | null, name: PlatformService): ConfiguredPayer | null =>
    payer && { payer, breaker: upstreams.http(name) };
  return new ConfiguredPayers({
    wallet_deduction: over(wallet, 'wallet'),
    credit_consumption: over(credits, 'subscription'),
    payment_charge: payment,
  });
}
