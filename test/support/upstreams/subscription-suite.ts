import type { SubscriptionOrder } from '../../../upstreams/subscription/create-subscriptions.js';
import { type FakeSuite, fakeSuite } from './fake-suite.js';

export interface SubscriptionSuite extends FakeSuite<'subscription'> {
  /** Makes a subscription, of `u1` unless the order says otherwise; its id. */
  subscribe(order?: Partial<SubscriptionOrder>): Promise<string>;
  /** The credits that a user has left. */
  remaining(userId?: string): Promise<unknown>;
}

export const SUBSCRIPTIONS = '/api/v1/subscriptions';

/** The fake subscription service of the later generation, and what is asked of it again and again. */
export function subscriptionSuite(): SubscriptionSuite {
  const suite = fakeSuite('subscription', { generation: 'v2', window_ms: 2 });
  return Object.assign(suite, {
    subscribe: async (order: Partial<SubscriptionOrder> = {}) => {
      const made = await suite.control.create({ subscriptions: [{ user_id: 'u1', ...order }] });
      return made.subscription_ids[0] ?? '';
    },
    remaining: async (userId = 'u1') => {
      const { body } = await suite.calls.get(`${SUBSCRIPTIONS}/credits/balance?user_id=${userId}`);
      return body['total_credits_available'];
    },
  });
}
