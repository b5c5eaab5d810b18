import { Module } from '@nestjs/common';
import { EngineModule } from '../../engine/engine.module.js';
import { PaymentMethodStore } from './payment-method.store.js';
import { PaymentMethodsController } from './payment-methods.controller.js';
import { PaymentMethodsService } from './payment-methods.service.js';
import { PAYMENT_CLIENT } from './payment.client.js';
import { SandboxPaymentClient } from './sandbox-payment.client.js';
import { SandboxPaymentStore } from './sandbox-payment.store.js';

@Module({
  imports: [EngineModule],
  controllers: [PaymentMethodsController],
  providers: [
    PaymentMethodStore,
    PaymentMethodsService,
    SandboxPaymentStore,
    { provide: PAYMENT_CLIENT, useClass: SandboxPaymentClient },
  ],
  exports: [PAYMENT_CLIENT],
})
export class PaymentModule {}
