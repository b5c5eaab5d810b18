import { Module } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { PAYMENT_CLIENT, type PaymentClient } from '../payment/payment.client.js';
import { PaymentModule } from '../payment/payment.module.js';
import { SandboxPayer } from '../payment/sandbox-payer.js';
import { StripeModule } from '../stripe/stripe.module.js';
import { StripePayer } from '../stripe/stripe.payer.js';
import { REMOTE_PAYERS, type RemotePayers } from './remote-payers.js';

/** The payers outside: cards are always charged outside, at the payment sandbox where everything is embedded. */
@Module({
  imports: [PaymentModule, StripeModule],
  providers: [
    {
      provide: REMOTE_PAYERS,
      inject: [APP_CONFIG, PAYMENT_CLIENT, StripePayer],
      useFactory: (config: AppConfig, client: PaymentClient, stripe: StripePayer): RemotePayers => {
        const isStripe = config.integrations.payment.client === 'stripe';
        const cards = isStripe ? stripe : new SandboxPayer(client);
        return {
          payerOf: (method) => (method === 'payment_charge' ? cards : null),
          isAvailable: (method) => method !== 'payment_charge' || !isStripe || !stripe.isOpen,
        };
      },
    },
  ],
  exports: [REMOTE_PAYERS],
})
export class PayerModule {}
