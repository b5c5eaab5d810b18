/** What a field means wherever it stands and its own shape says nothing more particular. */
interface Meaning {
  readonly description: string;
  readonly example?: unknown;
}

const RECORD_ID = 'bill_0199d0a1b2c3700180f3a5c7d9e1b203';
const WALLET_ID = 'wal_0199d0a1b2c3700080f3a5c7d9e1b203';

export const FIELD_GLOSSARY: Readonly<Record<string, Meaning>> = {
  // Ids
  user_id: { description: 'The user.', example: 'user123' },
  organization_id: { description: 'The organisation.', example: 'org456' },
  agent_id: { description: 'The agent that acted for the user.', example: 'agent_research' },
  session_id: { description: 'The session that the usage belongs to.', example: 'session789' },
  product_id: { description: 'The product, as usage events name it.', example: 'gpt-4' },
  subscription_id: { description: 'The subscription.', example: 'sub123' },
  plan_id: { description: 'The plan subscribed to.', example: 'pro-plan' },
  billing_id: { description: 'The billing record.', example: RECORD_ID },
  wallet_id: { description: 'The wallet.', example: WALLET_ID },
  to_wallet_id: { description: 'The wallet that the money goes to.', example: WALLET_ID },
  quota_id: { description: 'The quota.', example: 'quota_0199d0a1b2c3700080f3a5c7d9e1b203' },
  price_id: { description: 'This version of the price.' },
  job_id: { description: 'The verification.', example: 'ver_6f0e6e0c8f0e4d0b9c551f2f0c1c9a77' },
  payment_method_id: { description: 'The card.', example: 'pm_0199d0a1b2c3700080f3a5c7d9e1b203' },
  transaction_id: { description: "The movement in the account's books." },
  wallet_transaction_id: {
    description: 'The movement that took the money from the wallet; null where none did.',
  },
  payment_transaction_id: {
    description: 'The payment that took the money from the card; null where none did.',
  },
  billing_account_id: { description: 'Id of the user or organisation that pays.', example: 'user123' },
  reference_id: { description: "The caller's own name for the occasion." },

  billing_account_type: { description: 'Kind of the account that pays.', example: 'user' },
  type: { description: 'Kind of the account.', example: 'user' },

  // Money
  amount: { description: 'In `currency`, exact.', example: '100.00' },
  currency: { description: 'Currencies are never converted nor summed.', example: 'CREDIT' },
  available_balance: { description: 'What can be spent now.', example: '100.00' },
  locked_balance: { description: 'What is set aside for work in flight.', example: '0' },
  total_balance: { description: 'Available and set aside together.', example: '100.00' },
  overdraft_limit: { description: 'How far below 0 a forced charge may go.', example: '0' },
  next_expiration: { description: 'Credits do not expire: always null.' },

  // Prices
  unit_type: { description: 'What one unit of usage is.', example: 'token' },
  pricing_type: { description: 'How the price is built.', example: 'usage_based' },
  effective_from: { description: 'First instant of usage that the price applies to.' },
  effective_until: { description: 'First instant that it no longer applies to; null while it stands.' },
  plan_tier: { description: 'The tier of the plan.', example: 'pro' },
  included_products: { description: 'What the subscription includes, per product and period.' },
  current_period_start: { description: 'First instant of the running period.' },
  current_period_end: { description: 'First instant of the next period.' },

  billing_cycle: { description: 'How long the periods are.', example: 'monthly' },

  // Quotas and statistics
  service_type: { description: 'Kind of service.', example: 'model_inference' },
  billing_status: { description: 'How far the record has got.', example: 'completed' },
  enforcement: {
    description: '`hard` refuses usage over the limit, `soft` warns; null without a quota.',
    example: 'hard',
  },
  quota_period: {
    description: 'How often the counter starts again; null without a quota.',
    example: 'daily',
  },
  scope: { description: 'Whose usage the quota limits; null without a quota.', example: 'user' },
  period_type: { description: 'How long each period is.', example: 'daily' },
  quota_limit: { description: 'Most quantity in each period; null without a quota.', example: '100000' },
  quota_used: {
    description: 'Quantity of the running period so far; null without a quota.',
    example: '1000',
  },
  quota_remaining: {
    description: 'What is left of the limit, at least 0; null without a quota.',
    example: '99000',
  },
  completed_billing_records: { description: 'Records that were charged.', example: 12 },
  failed_billing_records: { description: 'Records whose charge was refused.', example: 0 },
  total_usage_count: { description: 'Records in the period.', example: 12 },

  // Lists
  limit: { description: 'Most rows in this answer.', example: 50 },
  offset: { description: 'Rows skipped before this answer.', example: 0 },
  page: { description: 'Number of this page, from 1.', example: 1 },
  page_size: { description: 'Most rows on a page.', example: 50 },
  count: { description: 'Rows in this answer.', example: 1 },
  records: { description: 'Newest first.' },
  products: { description: 'The products, by id.' },
  subscriptions: { description: 'Newest first.' },
  wallets: { description: 'One wallet per currency.' },
  transactions: { description: 'Newest first.' },
  grants: { description: 'Newest first.' },
  payment_methods: { description: 'Oldest first: the first is charged where none is named.' },
  quotas: { description: 'The quotas.' },
  aggregations: { description: 'One entry for each period, oldest first.' },

  // Answers
  success: { description: 'Always true: a refusal is a problem document.', example: true },
  message: { description: 'A sentence to read; for programs there are the other fields.' },
  status: { description: 'The state in one word.' },
  name: { description: 'For people.', example: 'GPT-4' },
  description: { description: 'For people.' },
  metadata: { description: "The caller's own, kept as it was sent." },
  created_at: { description: 'When it was made (ISO 8601, UTC).', example: '2025-10-11T03:09:58.032Z' },
  updated_at: { description: 'When it last changed (ISO 8601, UTC).', example: '2025-10-11T03:09:58.032Z' },
  timestamp: { description: 'When this was asked (ISO 8601, UTC).' },
  title: { description: 'The case in few words, the same for every problem of this code.' },
  wallet_type: { description: 'Only `fiat` wallets exist.', example: 'fiat' },
  blockchain_network: { description: 'There are no blockchain wallets: always null.' },
  on_chain_balance: { description: 'There are no blockchain wallets: always null.' },
  sync_status: { description: 'There are no blockchain wallets: always null.' },
  service: { description: 'Name of this service.' },
  version: { description: 'Version of this service.' },
  port: { description: 'The port that it listens on.' },
  capabilities: { description: 'What the service does.' },
};
