import type { BillingMethod } from '../vocabulary.js';

/** One explained component of a charge: what quantity cost what, and why. Amounts in storage form. */
export interface ChargeLine {
  /** `usage` when the price has one unit price, else the dimension's name (`input_tokens`). */
  readonly dimension: string;
  readonly quantity: string;
  /** 0 for an allowance. */
  readonly unit_price: string;
  readonly amount: string;
  readonly kind: 'priced' | 'free_tier' | 'subscription_included';
  /** For an allowance: whose counter it took from, and which period of it. */
  readonly source?: string;
  readonly period_start?: string;
  /** There when the price was stale: see PriceVersion. */
  readonly is_price_stale?: true;
}

/** What a charge would be now: the same `decide` without its effects. Decimals in storage form. */
export interface Quote {
  readonly productId: string;
  readonly usageAmount: string;
  /** Null when the dimensions' prices differ. */
  readonly unitPrice: string | null;
  readonly totalCost: string;
  readonly currency: string;
  readonly isFreeTier: boolean;
  readonly isIncludedInSubscription: boolean;
  /** What is left of the free tier before this usage; null without a free tier. */
  readonly freeTierRemaining: string | null;
  readonly lines: readonly ChargeLine[];
  readonly isPriceStale: boolean;
  readonly suggestedMethod: BillingMethod;
  readonly availableMethods: readonly BillingMethod[];
  /** Null when the account has no wallet (credits) in the currency. */
  readonly walletBalance: string | null;
  readonly creditBalance: string | null;
}
