import { PROCESS, type Story } from './story.js';

/** The ways of a record that a wallet pays, or at first does not. */
export async function chargeWallets(story: Story) {
  await story.charge(story.usage('alice', { billing_method: 'wallet_deduction' }));
  await story.charge(story.usage('alice', { product_id: 'dollars', usage_amount: 12 }));
  for (const usage_timestamp of ['2024-06-01T10:20:30Z', '2025-06-01T10:59:59.999Z']) {
    await story.charge(story.usage('alice', { product_id: 'repriced', usage_timestamp }));
  }
  const details = { input_tokens: 1200, output_tokens: 345, model: 'small-1' };
  const tokens = { product_id: 'tokens', usage_amount: 1545, usage_details: details };
  await story.charge(story.usage('alice', tokens));
  await story.charge(story.usage('alice', { usage_amount: 0 }));
  await story.charge(story.usage('alice', { request_id: 'request-1' }));
  const acme = {
    billing_account_type: 'organization',
    billing_account_id: 'acme',
    organization_id: 'acme',
  };
  for (const user of ['alice', 'bob', 'zoe']) await story.charge(story.usage(user, acme));

  const refunded = await story.charge(story.usage('alice'));
  await story.status(refunded, 'status=refunded&failure_reason=twice');
  await story.status(refunded, 'status=refunded');

  const refused = await story.charge(
    story.usage('bob', { product_id: 'repriced', usage_amount: 5000 }),
    'x',
    402,
  );
  const forced = await story.charge(story.usage('bob', { usage_amount: 2000 }), undefined, 402);
  await story.overdraft('bob', '10');
  await story.expect(story.api.post(PROCESS, { billing_id: forced, force_charge: true }), 200);
  const outside = await story.charge(
    story.usage('henry', { product_id: 'tiered', usage_amount: 1500 }),
    'h',
    402,
  );
  await story.status(outside, 'status=completed&payment_transaction_id=bank-17');
  const elsewhere = await story.charge(story.usage('henry'), 'h2', 402);
  await story.status(elsewhere, 'status=completed&wallet_transaction_id=other-system-1');
  await story.status(elsewhere, 'status=refunded');

  const unpriced = await story.charge(story.usage('alice', { product_id: 'unknown' }), undefined, 400);
  const late = await story.charge(story.usage('alice', { product_id: 'late' }), undefined, 400);
  await story.product('late', { unit_price: '0.5' });
  await story.expect(story.api.post(PROCESS, { billing_id: late }), 402);
  await story.deposit('alice', '1000');
  await story.expect(story.api.post(PROCESS, { billing_id: late }, 'process-late'), 200);
  return { refunded, refused, unpriced };
}
