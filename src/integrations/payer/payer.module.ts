import { Module } from '@nestjs/common';
import { PAYMENT_CLIENT, type PaymentClient } from '../payment/payment.client.js';
import { PaymentModule } from '../payment/payment.module.js';
import { SandboxPayer } from '../payment/sandbox-payer.js';
import { REMOTE_PAYERS, type RemotePayers } from './remote-payers.js';

/** The payers outside: with everything embedded there is one, the payment sandbox. */
@Module({
  imports: [PaymentModule],
  providers: [
    {
      provide: REMOTE_PAYERS,
      inject: [PAYMENT_CLIENT],
      useFactory: (client: PaymentClient): RemotePayers => {
        const sandbox = new SandboxPayer(client);
        return {
          payerOf: (method) => (method === 'payment_charge' ? sandbox : null),
          isAvailable: () => true,
        };
      },
    },
  ],
  exports: [REMOTE_PAYERS],
})
export class PayerModule {}
