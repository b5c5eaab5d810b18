/** The closed word lists of the domain, as they stand on the wire and in the database. */

/** The specification's six service types first, then the platform's later ones. */
export const SERVICE_TYPES = [
  'model_inference',
  'mcp_service',
  'agent_execution',
  'storage_minio',
  'api_gateway',
  'notification',
  'other',
  'agent_runtime',
  'data_service',
  'data_pipeline',
  'web_service',
  'python_repl',
  'compute_general',
  'gpu_training',
  'vector_storage',
  'nats_messaging',
] as const;
export type ServiceType = (typeof SERVICE_TYPES)[number];

export const BILLING_METHODS = [
  'wallet_deduction',
  'payment_charge',
  'credit_consumption',
  'subscription_included',
] as const;
export type BillingMethod = (typeof BILLING_METHODS)[number];

export const BILLING_STATUSES = ['pending', 'processing', 'completed', 'failed', 'refunded'] as const;
export type BillingStatus = (typeof BILLING_STATUSES)[number];

export const ACCOUNT_TYPES = ['user', 'organization'] as const;
export type AccountType = (typeof ACCOUNT_TYPES)[number];

export const QUOTA_SCOPES = ['user', 'organization', 'subscription'] as const;
export type QuotaScope = (typeof QUOTA_SCOPES)[number];

export const QUOTA_PERIODS = ['daily', 'weekly', 'monthly'] as const;
export type QuotaPeriod = (typeof QUOTA_PERIODS)[number];

export const ENFORCEMENTS = ['hard', 'soft'] as const;
export type Enforcement = (typeof ENFORCEMENTS)[number];

export const FREE_TIER_PERIODS = ['daily', 'monthly', 'yearly'] as const;
export type FreeTierPeriod = (typeof FREE_TIER_PERIODS)[number];

export const CURRENCIES = ['CREDIT', 'USD', 'CNY', 'EUR'] as const;
export type Currency = (typeof CURRENCIES)[number];

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
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

export const BILLING_CYCLES = ['monthly', 'quarterly', 'yearly', 'one_time'] as const;
export type BillingCycle = (typeof BILLING_CYCLES)[number];

export const SANDBOX_TOKENS = ['tok_ok', 'tok_decline', 'tok_timeout'] as const;

/** The ledger accounts of a payer. A posting moves an amount from one to another. */
export const LEDGER_ACCOUNTS = [
  'available',
  'held',
  'credits',
  'revenue',
  'refunds',
  'deposits',
  'external',
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

/** What an attempt does: a charge by a method, the way back, a transfer, or deciding a pending record again. */
export const ATTEMPT_KINDS = [
  'payment',
  'wallet',
  'credits',
  'payment_refund',
  'wallet_refund',
  'credits_refund',
  'transfer',
  'decision',
] as const;
export type AttemptKind = (typeof ATTEMPT_KINDS)[number];

/** `created` and `unknown` are open. `not_sent`: the call surely did not arrive. `given_up`: it was not found there. */
export const ATTEMPT_STATES = [
  'created',
  'unknown',
  'succeeded',
  'declined',
  'not_sent',
  'given_up',
] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

export const EVENT_TYPES = [
  'usage_recorded',
  'billing_processed',
  'payment_completed',
  'refund_issued',
  'quota_exceeded',
  'billing_failed',
  'method_declined',
  'refund_credited',
  'wallet_created',
  'wallet_changed',
  'wallet_deposited',
  'wallet_withdrawn',
  'credits_granted',
  'subscription_created',
  'payment_method_added',
  'payment_method_removed',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];
