export const STATUSES = [
  'active',
  'trialing',
  'past_due',
  'canceled',
  'paused',
  'expired',
  'incomplete',
] as const;
export type SubscriptionStatus = (typeof STATUSES)[number];

/** Credits are whole; 100,000 of them are one dollar. */
export const TIERS = {
  free: { name: 'Free', price: 0, credits: 1_000_000 },
  pro: { name: 'Pro', price: 20, credits: 30_000_000 },
  max: { name: 'Max', price: 50, credits: 100_000_000 },
  team: { name: 'Team', price: 25, credits: 50_000_000 },
  enterprise: { name: 'Enterprise', price: 0, credits: 0 },
} as const;
export type TierCode = keyof typeof TIERS;

export interface SubscriptionRow {
  readonly subscription_id: string;
  readonly user_id: string;
  /** An organisation's subscription is not its user's. */
  readonly organization_id: string | null;
  readonly tier_code: TierCode;
  readonly status: SubscriptionStatus;
  readonly current_period_start: string;
  readonly current_period_end: string;
  readonly created_at: string;
  credits_allocated: number;
  credits_used: number;
  credits_remaining: number;
}

export interface ReservationRow {
  readonly reservation_id: string;
  readonly subscription_id: string;
  readonly request_id: string | null;
  readonly credits_reserved: number;
  readonly payer: Payer;
  status: 'pending' | 'reconciled' | 'released';
  credits_consumed: number;
}

/** One change of a subscription's credits: what really happened, for whoever wants to count. */
export interface CreditMovement {
  readonly subscription_id: string;
  readonly kind: 'consume' | 'reserve' | 'reconcile' | 'release' | 'admin';
  /** Negative takes. */
  readonly credits: number;
  readonly remaining: number;
  readonly usage_record_id: string | null;
  readonly request_id: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly created_at: string;
}

/** Who pays, as every answer about credits echoes it. */
export interface Payer {
  readonly user_id: string;
  readonly actor_user_id: string;
  readonly billing_account_type: 'user' | 'organization';
  readonly billing_account_id: string;
  readonly organization_id: string | null;
}
