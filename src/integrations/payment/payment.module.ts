import { Module } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { EngineModule } from '../../engine/engine.module.js';
import { StripeCardVault } from '../stripe/stripe-card-vault.js';
import { StripeModule } from '../stripe/stripe.module.js';
import { CARD_VAULT, type CardVault } from './card-vault.js';
import { PaymentMethodStore } from './payment-method.store.js';
import { PaymentMethodsController } from './payment-methods.controller.js';
import { PaymentMethodsService } from './payment-methods.service.js';
import { PAYMENT_CLIENT } from './payment.client.js';
import { SandboxCardVault } from './sandbox-card-vault.js';
import { SandboxPaymentClient } from './sandbox-payment.client.js';
import { SandboxPaymentStore } from './sandbox-payment.store.js';

@Module({
  imports: [EngineModule, StripeModule],
  controllers: [PaymentMethodsController],
  providers: [
    PaymentMethodStore,
    PaymentMethodsService,
    SandboxPaymentStore,
    SandboxCardVault,
    { provide: PAYMENT_CLIENT, useClass: SandboxPaymentClient },
    {
      provide: CARD_VAULT,
      inject: [APP_CONFIG, SandboxCardVault, StripeCardVault],
      useFactory: ({ integrations }: AppConfig, sandbox: CardVault, stripe: CardVault): CardVault =>
        integrations.payment.client === 'stripe' ? stripe : sandbox,
    },
  ],
  exports: [PAYMENT_CLIENT],
})
export class PaymentModule {}
