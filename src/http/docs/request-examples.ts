interface RequestExample {
  readonly summary: string;
  readonly value: object;
}

const usage = {
  user_id: 'user123',
  product_id: 'gpt-4',
  service_type: 'model_inference',
  usage_amount: 1000,
};

/**
 * Bodies to start from, by operation id. The first of each is what Swagger UI fills in: where no id of an earlier
 * answer is needed it works as it stands on the demo data.
 */
export const REQUEST_EXAMPLES: Readonly<Record<string, readonly RequestExample[]>> = {
  Usage_record: [
    {
      summary: 'One model call, paid from the wallet',
      value: {
        ...usage,
        billing_method: 'wallet_deduction',
        organization_id: 'org456',
        session_id: 'session789',
        usage_details: { tokens: 1000, model: 'gpt-4' },
      },
    },
    { summary: 'Only what is needed: the service chooses how to pay', value: usage },
    {
      summary: 'Exact quantity, at its own time, safe to retry without a header',
      value: {
        ...usage,
        usage_amount: '0.000000000000000001',
        usage_timestamp: '2025-10-11T03:09:58Z',
        request_id: 'job-17',
      },
    },
    {
      summary: 'Paid by the organisation',
      value: { ...usage, billing_account_type: 'organization', billing_account_id: 'org456' },
    },
  ],
  UsageBatch_record: [
    {
      summary: 'Two events, each with a name of its own',
      value: [
        { ...usage, request_id: 'job-18' },
        { ...usage, request_id: 'job-19', usage_amount: '0.5' },
      ],
    },
    {
      summary: 'The same as an object',
      value: { items: [{ ...usage, request_id: 'job-18' }] },
    },
  ],
  Billing_calculate: [
    {
      summary: 'What would this usage cost?',
      value: { ...usage, pricing_context: { subscription_id: 'sub123' } },
    },
  ],
  Billing_process: [
    {
      summary: 'Charge a pending or failed record again',
      value: { billing_id: 'bill_abc123', billing_method: 'wallet_deduction', force_charge: false },
    },
  ],
  QuotaCheck_check: [
    {
      summary: 'May this usage go ahead?',
      value: {
        user_id: 'user123',
        service_type: 'model_inference',
        requested_amount: 1000,
        organization_id: 'org456',
      },
    },
  ],
  Quotas_create: [
    {
      summary: 'A hard daily limit of one user',
      value: {
        user_id: 'user789',
        service_type: 'model_inference',
        quota_limit: '100000',
        quota_period: 'daily',
        enforcement: 'hard',
      },
    },
    {
      summary: 'A soft monthly limit of an organisation on one product',
      value: {
        organization_id: 'org789',
        service_type: 'model_inference',
        product_id: 'gpt-4',
        quota_limit: '5000000',
        quota_period: 'monthly',
        enforcement: 'soft',
      },
    },
  ],
  Quotas_change: [{ summary: 'Another limit', value: { quota_limit: '250000' } }],
  Products_create: [
    {
      summary: 'A model sold by the token',
      value: { product_id: 'my-model', name: 'My model', product_type: 'model', unit_type: 'token' },
    },
  ],
  Prices_add: [
    {
      summary: 'One price a unit, with a free tier',
      value: {
        currency: 'CREDIT',
        unit_price: '0.002',
        free_tier_limit: '1000',
        free_tier_period: 'monthly',
      },
    },
    {
      summary: 'Input and output tokens at different prices',
      value: {
        currency: 'CREDIT',
        dimensions: [
          { name: 'input_tokens', unit_price: '0.000003' },
          { name: 'output_tokens', unit_price: '0.000015' },
        ],
      },
    },
  ],
  Wallets_open: [
    {
      summary: 'A wallet with something in it',
      value: { user_id: 'user789', initial_balance: '100.00', currency: 'CREDIT' },
    },
    {
      summary: 'The wallet of an organisation',
      value: { billing_account_type: 'organization', billing_account_id: 'org789', currency: 'CREDIT' },
    },
  ],
  Wallets_change: [{ summary: 'Allow an overdraft', value: { overdraft_limit: '50.00' } }],
  WalletMovements_deposit: [
    {
      summary: 'Put money in',
      value: { amount: '25.00', description: 'Top-up', reference_id: 'invoice-2025-10-0042' },
    },
  ],
  WalletMovements_withdraw: [
    {
      summary: 'Take money out',
      value: { amount: '25.00', description: 'Payout', destination: 'bank-account-1' },
    },
  ],
  WalletMovements_transfer: [
    {
      summary: 'Move money to another wallet',
      value: {
        to_wallet_id: 'wal_0199d0a1b2c3700080f3a5c7d9e1b207',
        amount: '25.00',
        description: 'Team budget',
      },
    },
  ],
  Credits_grant: [
    {
      summary: 'Welcome credits',
      value: { user_id: 'user789', amount: '100.00', currency: 'CREDIT', description: 'Welcome credits' },
    },
  ],
  PaymentMethods_add: [
    { summary: 'A card that pays', value: { user_id: 'user789', token: 'tok_ok' } },
    { summary: 'A card that is declined', value: { user_id: 'user789', token: 'tok_decline' } },
  ],
  Subscriptions_create: [
    {
      summary: 'A plan that includes a quantity a month',
      value: {
        user_id: 'user789',
        plan_id: 'pro-plan',
        billing_cycle: 'monthly',
        included_products: [{ product_id: 'gpt-4', included_amount: '100000' }],
      },
    },
  ],
};
