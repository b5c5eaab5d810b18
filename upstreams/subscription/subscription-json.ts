import { decimalOfFloat } from '../fastapi/python-number.js';
import { type SubscriptionRow, TIERS } from './subscription-row.js';

export function subscriptionJson(row: SubscriptionRow): Record<string, unknown> {
  const { status, tier_code } = row;
  return {
    id: null,
    ...row,
    tier_id: `tier_${tier_code}`,
    status,
    billing_cycle: 'monthly',
    price_paid: decimalOfFloat(TIERS[tier_code].price),
    currency: 'USD',
    credits_rolled_over: 0,
    trial_start: null,
    trial_end: null,
    is_trial: status === 'trialing',
    seats_purchased: 1,
    seats_used: 1,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_reason: null,
    payment_method_id: null,
    external_subscription_id: null,
    auto_renew: true,
    next_billing_date: row.current_period_end,
    last_billing_date: row.current_period_start,
    metadata: {},
    updated_at: row.created_at,
  };
}
