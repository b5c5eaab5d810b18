import { Module } from '@nestjs/common';
import { EngineModule } from '../../engine/engine.module.js';
import { EmbeddedSubscriptionClient } from './embedded-subscription.client.js';
import { SUBSCRIPTION_CLIENT } from './subscription.client.js';
import { SubscriptionStore } from './subscription.store.js';
import { SubscriptionsController } from './subscriptions.controller.js';

/** Subscriptions with the quantities that they include, and the client by which the other rooms read them. */
@Module({
  imports: [EngineModule],
  controllers: [SubscriptionsController],
  providers: [SubscriptionStore, { provide: SUBSCRIPTION_CLIENT, useClass: EmbeddedSubscriptionClient }],
  exports: [SUBSCRIPTION_CLIENT],
})
export class SubscriptionModule {}
