export const CURRENCIES = ['USD', 'EUR', 'CNY', 'CREDIT'] as const;
export type ProductCurrency = (typeof CURRENCIES)[number];

/** A product with its prices, which are double precision here too. */
export interface ProductRow {
  readonly product_id: string;
  readonly name: string;
  readonly product_type: string;
  readonly unit_type: string;
  readonly currency: ProductCurrency;
  /** Of the product itself; null: it has none. */
  readonly base_price: number | null;
  /** Of its tier `base`, which calculations go by; null: there is no such row. */
  readonly unit_price: number | null;
  /** Of its pricing model in the first generation. */
  readonly input_unit_price: number | null;
  readonly output_unit_price: number | null;
  readonly base_unit_price: number | null;
  readonly free_tier_limit: number;
  readonly is_active: boolean;
}

export const SUBSCRIPTION_STATUSES = [
  'active',
  'trialing',
  'past_due',
  'canceled',
  'incomplete',
  'incomplete_expired',
  'unpaid',
  'paused',
] as const;

export const BILLING_CYCLES = ['monthly', 'quarterly', 'yearly', 'one_time'] as const;

export const PLANS = {
  'free-plan': 'free',
  'basic-plan': 'basic',
  'pro-plan': 'pro',
  'enterprise-plan': 'enterprise',
} as const;
export type PlanId = keyof typeof PLANS;

/** As it is told: nothing in it says what it includes. */
export interface UserSubscription {
  readonly subscription_id: string;
  readonly user_id: string;
  readonly organization_id: string | null;
  readonly plan_id: string;
  readonly plan_tier: string;
  readonly status: (typeof SUBSCRIPTION_STATUSES)[number];
  readonly billing_cycle: (typeof BILLING_CYCLES)[number];
  readonly current_period_start: string;
  readonly current_period_end: string;
  readonly usage_this_period: Readonly<Record<string, never>>;
  readonly quota_limits: Readonly<Record<string, never>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface UsageRow {
  readonly usage_record_id: string;
  readonly user_id: string;
  readonly product_id: string;
  readonly usage_amount: number;
  readonly subscription_id: string | null;
  readonly request_id: string | null;
  readonly timestamp: string;
}
