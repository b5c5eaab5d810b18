import { Module } from '@nestjs/common';
import { SettlementNoticesModule } from '../payer/settlement-notices.module.js';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { StripeApi } from './stripe-api.js';
import { StripeCardVault } from './stripe-card-vault.js';
import { StripeCustomerStore } from './stripe-customer.store.js';
import { StripeCustomers } from './stripe-customers.service.js';
import { StripeSearch } from './stripe-search.js';
import { StripePayer } from './stripe.payer.js';
import { StripeEventStore } from './webhooks/stripe-event.store.js';
import { StripeEventWorker } from './webhooks/stripe-event.worker.js';
import { StripeNews } from './webhooks/stripe-news.service.js';
import { StripeWebhookController } from './webhooks/stripe-webhook.controller.js';
import { StripeWebhook } from './webhooks/stripe-webhook.service.js';

/** Stripe as the payment service. Nothing of it is loaded before it is used. */
@Module({
  imports: [SettlementNoticesModule, UpstreamModule],
  controllers: [StripeWebhookController],
  providers: [
    StripeApi,
    StripeCustomerStore,
    StripeCustomers,
    StripeCardVault,
    StripeSearch,
    StripePayer,
    StripeEventStore,
    StripeNews,
    StripeEventWorker,
    StripeWebhook,
  ],
  exports: [StripePayer, StripeCardVault],
})
export class StripeModule {}
