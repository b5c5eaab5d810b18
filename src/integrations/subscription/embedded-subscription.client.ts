import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import type { SubscriptionStatus } from '../../domain/vocabulary.js';
import { Engine } from '../../engine/engine.service.js';
import type { CurrentSubscription, NewSubscription, SubscriptionClient } from './subscription.client.js';
import { SubscriptionStore } from './subscription.store.js';

/** Subscriptions in this service's own database: made by the engine, because they change what a payer is charged. */
@Injectable()
export class EmbeddedSubscriptionClient implements SubscriptionClient {
  constructor(
    private readonly engine: Engine,
    private readonly store: SubscriptionStore,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async subscribe(
    subscription: NewSubscription,
    key: string,
  ): Promise<{ subscriptionId: string; replayed: boolean }> {
    const { outcome, replayed } = await this.engine.submit(
      { type: 'subscribe', ...subscription },
      { key, deadlineMs: this.config.http.requestDeadlineMs },
    );
    return { subscriptionId: outcome.subscriptionId, replayed };
  }

  findSubscription(subscriptionId: string): Promise<CurrentSubscription | null> {
    return this.store.find(subscriptionId);
  }

  subscriptionsOfUser(userId: string, status: SubscriptionStatus | null): Promise<CurrentSubscription[]> {
    return this.store.ofUser(userId, status);
  }
}
