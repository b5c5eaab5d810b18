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
        const cards = config.integrations.payment.client === 'stripe' ? stripe : new SandboxPayer(client);
        return {
          payerOf: (method) => (method === 'payment_charge' ? cards : null),
          isAvailable: () => true,
        };
      },
    },
  ],
  exports: [REMOTE_PAYERS],
})
export class PayerModule {}
