import { Module } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { EngineModule } from '../../engine/engine.module.js';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { Upstreams } from '../upstream/upstreams.js';
import { EmbeddedSubscriptionClient } from './embedded-subscription.client.js';
import { HttpSubscriptionClient } from './http-subscription.client.js';
import { SubscriptionServiceApi } from './subscription-service.api.js';
import { SUBSCRIPTION_CLIENT, type SubscriptionClient } from './subscription.client.js';
import { SubscriptionStore } from './subscription.store.js';
import { SubscriptionsController } from './subscriptions.controller.js';

/** Subscriptions with the quantities that they include, and the client by which the other rooms read them. */
@Module({
  imports: [EngineModule, UpstreamModule],
  controllers: [SubscriptionsController],
  providers: [
    SubscriptionStore,
    EmbeddedSubscriptionClient,
    {
      provide: SUBSCRIPTION_CLIENT,
      inject: [APP_CONFIG, Upstreams, EmbeddedSubscriptionClient],
      useFactory: clientOf,
    },
  ],
  exports: [SUBSCRIPTION_CLIENT],
})
export class SubscriptionModule {}

function clientOf(
  { integrations }: AppConfig,
  upstreams: Upstreams,
  embedded: EmbeddedSubscriptionClient,
): SubscriptionClient {
  const { client, url } = integrations.subscription;
  if (client === 'embedded') return embedded;
  return new HttpSubscriptionClient(new SubscriptionServiceApi(upstreams.http('subscription')), url);
}
