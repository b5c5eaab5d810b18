import { PROCESS, type Story } from './story.js';

export async function chargeCards(story: Story) {
  for (const [user, token] of [
    ['dave', 'tok_ok'],
    ['erin', 'tok_decline'],
    ['frank', 'tok_timeout'],
  ]) {
    await story.expect(story.api.post('/api/v1/payment-methods', { user_id: user, token }), 201);
  }
  const paidByCard = await story.charge(story.usage('dave'));
  const back = await story.charge(story.usage('dave', { usage_amount: 500 }));
  await story.status(back, 'status=refunded');
  const declined = await story.charge(
    story.usage('erin', { product_id: 'tiered', usage_amount: 1200 }),
    'd',
    402,
  );
  await story.wallet({ user_id: 'erin', initial_balance: '1' });
  await story.expect(
    story.api.post(PROCESS, { billing_id: declined, billing_method: 'wallet_deduction' }),
    200,
  );
  const underWay = await story.charge(
    story.usage('frank', { product_id: 'tiered', usage_amount: 1100 }),
    'f',
    202,
  );
  const removed = await story.expect(
    story.api.post('/api/v1/payment-methods', { user_id: 'dave', token: 'tok_ok' }),
    201,
  );
  const card = String(removed.body['payment_method_id']);
  await story.expect(story.api.delete(`/api/v1/payment-methods/${card}?user_id=dave`), 200, 204);
  return { paidByCard, underWay };
}
