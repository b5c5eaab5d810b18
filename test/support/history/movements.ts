import { RECORD, type Story } from './story.js';

export async function moveMoney(story: Story): Promise<void> {
  const [alice, bob] = [await story.walletOf('alice'), await story.walletOf('bob')];
  await story.deposit('bob', '40.125');
  const out = { amount: '3.5', destination: 'iban-1', description: 'Payout' };
  await story.expect(story.api.post(`/api/v1/wallets/${alice}/withdraw`, out, 'payout-1'), 200);
  await story.expect(story.api.post(`/api/v1/wallets/${alice}/withdraw`, out, 'payout-1'), 200);
  await story.expect(story.api.post(`/api/v1/wallets/${alice}/withdraw`, { amount: '1000000' }), 402);
  await story.expect(
    story.api.post(`/api/v1/wallets/${alice}/transfer`, { to_wallet_id: bob, amount: '12.5' }),
    200,
    202,
  );
  await story.expect(
    story.api.post(`/api/v1/wallets/${bob}/transfer`, { to_wallet_id: alice, amount: '2' }),
    200,
    202,
  );
  await story.expect(story.api.post(RECORD, story.usage('alice', { usage_amount: 2 }), 'payout-1'), 200);
  await story.expect(story.api.post(RECORD, story.usage('alice', { usage_amount: 3 }), 'payout-1'), 409);
}

/** Side by side on few accounts, so that batches hold several commands of one account. */
export async function chargeAtOnce(story: Story): Promise<void> {
  const users = ['alice', 'bob', 'carol', 'dave', 'quentin', 'nobody'];
  const answers = Array.from({ length: 60 }, (_, n) => {
    const usage = story.usage(users[n % users.length] as string, { usage_amount: 10 + n });
    return story.expect(story.api.post(RECORD, usage, `at-once-${n % 50}`), 200, 202, 402, 409, 429);
  });
  await Promise.all(answers);
}
