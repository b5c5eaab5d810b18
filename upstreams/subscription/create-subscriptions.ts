import type { Fields } from '../fastapi/fields.js';
import { STATUSES, type SubscriptionStatus, type TierCode, TIERS } from './subscription-row.js';
import type { SubscriptionTables } from './subscription-tables.js';

/** One subscription to make through the control API. */
export interface SubscriptionOrder {
  readonly user_id: string;
  /** Whose it is then, instead of the user's. */
  readonly organization_id?: string;
  /** Default pro. */
  readonly tier_code?: TierCode;
  /** Default the tier's. */
  readonly credits?: number;
  /** Default active. */
  readonly status?: SubscriptionStatus;
  /** Default a new one. */
  readonly subscription_id?: string;
}

const TIER_CODES = Object.keys(TIERS) as TierCode[];

/** Makes `{"subscriptions": [SubscriptionOrder…]}`; answers their ids in the same order. */
export function createSubscriptions(
  tables: SubscriptionTables,
  order: Fields,
): { subscription_ids: string[] } {
  const subscription_ids = order.list('subscriptions', (fields) => {
    const draft = {
      user_id: fields.text('user_id'),
      organization_id: fields.maybeText('organization_id'),
      tier_code: fields.choice('tier_code', TIER_CODES, 'pro'),
      credits: fields.maybeInteger('credits', { ge: 0 }),
      status: fields.choice('status', STATUSES, 'active'),
      subscription_id: fields.maybeText('subscription_id'),
    };
    fields.check();
    return tables.insert(draft).subscription_id;
  });
  return { subscription_ids };
}
