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

@Module({
  imports: [EngineModule, StripeModule],
  controllers: [PaymentMethodsController],
  providers: [
    PaymentMethodStore,
    PaymentMethodsService,
    SandboxPaymentStore,
    SandboxCardVault,
    SandboxPayer,
    {
      provide: CARD_VAULT,
      inject: [APP_CONFIG, SandboxCardVault, StripeCardVault],
      useFactory: ({ integrations }: AppConfig, sandbox: CardVault, stripe: CardVault): CardVault =>
        integrations.payment.client === 'stripe' ? stripe : sandbox,
    },
  ],
  exports: [SandboxPayer],
})
export class PaymentModule {}
