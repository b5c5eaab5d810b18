import type { Story } from './story.js';

export async function fillCatalogue(story: Story): Promise<void> {
  await story.product('plain', { unit_price: '0.002' });
  await story.product('tiered', {
    unit_price: '0.0001',
    free_tier_limit: '1000',
    free_tier_period: 'monthly',
  });
  await story.product('tokens', {
    dimensions: [
      { name: 'input_tokens', unit_price: '0.00000015' },
      { name: 'output_tokens', unit_price: '0.0000006' },
    ],
  });
  await story.product('dollars', { unit_price: '0.01', currency: 'USD' });
  const dearer = { unit_price: '0.003', currency: 'CREDIT', effective_from: '2025-01-01T00:00:00Z' };
  await story.product('repriced', { unit_price: '0.001' });
  await story.expect(story.api.post('/api/v1/products/repriced/prices', dearer), 201);
}

export async function openAccounts(story: Story): Promise<void> {
  await story.wallet({ user_id: 'alice', initial_balance: '100' });
  await story.wallet({ user_id: 'alice', initial_balance: '7.25', currency: 'USD' });
  await story.wallet({ user_id: 'bob', initial_balance: '1' });
  const acme = { billing_account_type: 'organization', billing_account_id: 'acme' };
  await story.wallet({ ...acme, initial_balance: '500.000000000000000001' });
  const grant = { amount: '50', description: 'Welcome', reference_id: 'promo-1' };
  await story.expect(story.api.post('/api/v1/credits/grants', { user_id: 'carol', ...grant }), 201, 200);
  const subscription = {
    user_id: 'grace',
    plan_id: 'pro',
    subscription_id: 'sub-grace',
    included_products: [{ product_id: 'plain', included_amount: '1500' }],
  };
  await story.wallet({ user_id: 'grace', initial_balance: '5' });
  await story.expect(story.api.post('/api/v1/subscriptions', subscription), 201);
}
