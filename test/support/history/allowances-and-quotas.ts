import { PROCESS, type Story } from './story.js';

export async function spendCreditsAndAllowances(story: Story) {
  const paidFromCredits = await story.charge(story.usage('carol', { billing_method: 'credit_consumption' }));
  const back = await story.charge(story.usage('carol', { billing_method: 'subscription_credit' }));
  await story.status(back, 'status=refunded');
  await story.charge(story.usage('carol', { billing_method: 'wallet_deduction' }), undefined, 402);
  for (const subscription_id of ['sub-grace', undefined]) {
    await story.charge(story.usage('grace', { subscription_id }));
  }
  for (const usage_amount of [600, 600]) {
    await story.charge(story.usage('alice', { product_id: 'tiered', usage_amount }));
  }
  return { paidFromCredits };
}

export async function meetQuotas(story: Story): Promise<void> {
  const limits = [
    { user_id: 'quentin', quota_limit: '2500', quota_period: 'daily', enforcement: 'hard' },
    { organization_id: 'acme', quota_limit: '1000', quota_period: 'monthly', enforcement: 'soft' },
    { subscription_id: 'sub-grace', quota_limit: '100000', quota_period: 'weekly', enforcement: 'hard' },
    { user_id: 'erin', quota_limit: '5000', quota_period: 'monthly', enforcement: 'hard' },
  ];
  for (const limit of limits) {
    await story.expect(story.api.post('/api/v1/quotas', { service_type: 'model_inference', ...limit }), 201);
  }
  await story.wallet({ user_id: 'quentin', initial_balance: '20' });
  const ofAcme = { organization_id: 'acme' };
  for (let n = 0; n < 2; n += 1) await story.charge(story.usage('quentin', ofAcme));
  const over = await story.charge(story.usage('quentin', ofAcme), 'over', 429);
  await story.expect(story.api.post(PROCESS, { billing_id: over }), 429);
  const spent = await story.charge(story.usage('quentin', { usage_amount: 100 }));
  await story.status(spent, 'status=refunded');
  await story.charge(story.usage('grace', { subscription_id: 'sub-grace', usage_amount: 10 }));
  // A declined card gives its quota back.
  await story.charge(story.usage('erin', { billing_method: 'payment_charge' }), 'e2', 402);
}
