import { Module } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { EngineModule } from '../../engine/engine.module.js';
import { StripeCardVault } from '../stripe/stripe-card-vault.js';
import { StripeModule } from '../stripe/stripe.module.js';
import { CARD_VAULT, type CardVault } from './card-vault.js';
import { PaymentMethodStore } from './payment-method.store.js';
import { PaymentMethodsController } from './payment-methods.controller.js';
import { PaymentMethodsService } from './payment-methods.service.js';
import { SandboxCardVault } from './sandbox-card-vault.js';
import { SandboxPaymentStore } from './sandbox-payment.store.js';
import { SandboxPayer } from './sandbox.payer.js';
import { ServiceCardVault } from './service-card-vault.js';

@Module({
  imports: [EngineModule, StripeModule],
  controllers: [PaymentMethodsController],
  providers: [
    PaymentMethodStore,
    PaymentMethodsService,
    SandboxPaymentStore,
    SandboxCardVault,
    ServiceCardVault,
    SandboxPayer,
    {
      provide: CARD_VAULT,
      inject: [APP_CONFIG, SandboxCardVault, ServiceCardVault, StripeCardVault],
      useFactory: (
        { integrations }: AppConfig,
        embedded: CardVault,
        http: CardVault,
        stripe: CardVault,
      ): CardVault => ({ embedded, http, stripe })[integrations.payment.client],
    },
  ],
  exports: [SandboxPayer],
})
export class PaymentModule {}
