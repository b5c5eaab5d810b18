import type { Asked } from '../fastapi/asked.js';
import { Refusal } from '../fastapi/refusal.js';
import { subscriptionJson } from './subscription-json.js';
import { STATUSES } from './subscription-row.js';
import type { SubscriptionTables } from './subscription-tables.js';

const MOST_LISTED = 100;
const LISTED = 50;

/** Subscriptions, as they are told. */
export class SubscriptionReads {
  constructor(private readonly tables: SubscriptionTables) {}

  /** S4: none is 200 as well. */
  ofUser(asked: Asked): unknown {
    const query = asked.query();
    const organization_id = query.maybeText('organization_id');
    query.check();
    const user_id = asked.param('user_id');
    const found = this.tables.activeOf({
      user_id,
      actor_user_id: user_id,
      billing_account_type: organization_id === null ? 'user' : 'organization',
      billing_account_id: organization_id ?? user_id,
      organization_id,
    });
    if (found === null)
      return { success: false, message: 'No active subscription found', subscription: null };
    return { success: true, message: 'Subscription found', subscription: subscriptionJson(found) };
  }

  /** S5: `tier_code` is no filter of it. */
  list(asked: Asked): unknown {
    const query = asked.query();
    const user_id = query.maybeText('user_id');
    const organization_id = query.maybeText('organization_id');
    const status = query.maybeChoice('status', STATUSES);
    const page = query.maybeInteger('page', { ge: 1 }) ?? 1;
    const page_size = query.maybeInteger('page_size', { ge: 1, le: MOST_LISTED }) ?? LISTED;
    query.check();
    const found = this.tables
      .list()
      .filter(
        (row) =>
          (user_id === null || row.user_id === user_id) &&
          (organization_id === null || row.organization_id === organization_id) &&
          (status === null || row.status === status),
      );
    const subscriptions = found.slice((page - 1) * page_size, page * page_size).map(subscriptionJson);
    const message = 'Subscriptions retrieved';
    return { success: true, message, subscriptions, total: found.length, page, page_size };
  }

  /** S6 */
  one(asked: Asked): unknown {
    const found = this.tables.find(asked.param('subscription_id'));
    if (found === null) throw new Refusal(404, 'Subscription not found');
    return { success: true, message: 'Subscription found', subscription: subscriptionJson(found) };
  }
}
