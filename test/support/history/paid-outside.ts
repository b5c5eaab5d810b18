import type { Outside } from '../outside/kept-outside.js';
import { waitUntil } from '../wait-until.js';
import { PROCESS, type Story } from './story.js';

const CONSUME = '/api/v1/wallets/*/consume';
/** Costs 0.002 CREDIT and 0.01 USD a unit there. */
const [CREDITS, DOLLARS] = ['outside-credits', 'outside-dollars'];

export async function offerOutside(story: Story, { product }: Outside): Promise<void> {
  await product.control.create({
    products: [
      { product_id: CREDITS, currency: 'CREDIT', unit_price: '0.002' },
      { product_id: DOLLARS, currency: 'USD', unit_price: '0.01' },
      { product_id: 'outside-unpriced', currency: 'CREDIT', base_price: '1' },
    ],
  });
  await story.charge(usage(story, 'nobody-yet', { product_id: DOLLARS, usage_amount: 1 }), 'o1', 402);
  await story.charge(usage(story, 'nobody-yet', { product_id: 'outside-unpriced' }), 'o2', 400);
}

/** The wallet service keeps eight decimals. */
export async function payByWalletOutside(story: Story, { wallet }: Outside) {
  await wallet.control.create({ wallets: [{ user_id: 'wendy', balance: '100' }] });
  const pay = (usage_amount: string) =>
    story.charge(usage(story, 'wendy', { usage_amount, billing_method: 'wallet_deduction' }));
  const paidByWalletOutside = await pay('1000');
  const tooSmallForWallet = await pay('0.000002');
  const back = await pay('500.0000015');
  await story.status(back, 'status=refunded');
  return { paidByWalletOutside, tooSmallForWallet };
}

/** Whole credits, and nothing comes back: a refund is credited here. */
export async function payByCreditsOutside(story: Story, { subscription }: Outside) {
  await subscription.control.create({ subscriptions: [{ user_id: 'cora', credits: 1_000 }] });
  const pay = (usage_amount: number) =>
    story.charge(usage(story, 'cora', { usage_amount, billing_method: 'credit_consumption' }));
  const paidByCreditsOutside = await pay(750);
  await pay(100);
  const creditedHere = await pay(1_150);
  await story.status(creditedHere, 'status=refunded');
  return { paidByCreditsOutside, creditedHere };
}

/** Half a dollar at least: what is less waits for more, and its payment gives only a part of itself back. */
export async function payByCardOutside(story: Story) {
  await story.expect(
    story.api.post('/api/v1/payment-methods', { user_id: 'dora', token: 'pm_card_visa' }),
    200,
    201,
  );
  const dollars = { product_id: DOLLARS, billing_method: 'payment_charge' };
  const tooSmallForCard = await story.charge(usage(story, 'dora', { ...dollars, usage_amount: '12.25' }));
  const refundedInPart = await story.charge(usage(story, 'dora', { ...dollars, usage_amount: '60.5' }));
  await story.status(refundedInPart, 'status=refunded');
  return { tooSmallForCard, refundedInPart };
}

/**
 * What was too small was taken with the next charge and given back after all: the payer is ahead, and the charge after
 * that takes less than it costs. It is left as it is, and refunded.
 */
export async function payLessByCardOutside(story: Story) {
  return { tookLess: await tookLess(story, 'edna'), gaveBackLess: await gaveBackLess(story, 'flora') };
}

async function tookLess(story: Story, userId: string): Promise<string> {
  await story.expect(
    story.api.post('/api/v1/payment-methods', { user_id: userId, token: 'pm_card_visa' }),
    200,
    201,
  );
  const pay = (usage_amount: string) =>
    story.charge(
      usage(story, userId, { product_id: DOLLARS, billing_method: 'payment_charge', usage_amount }),
    );
  const tooSmall = await pay('0.5');
  await pay('100.5');
  await story.status(tooSmall, 'status=refunded');
  return pay('100');
}

async function gaveBackLess(story: Story, userId: string): Promise<string> {
  const billingId = await tookLess(story, userId);
  await story.status(billingId, 'status=refunded');
  return billingId;
}

/** Everybody who is asked says no; and a wallet that does not answer, and when asked, has nothing. */
export async function payNobodyOutside(story: Story, { wallet }: Outside) {
  const declined = await story.charge(usage(story, 'nora'), 'n', 402);
  await wallet.control.create({ wallets: [{ user_id: 'gus', balance: '100' }] });
  await wallet.control.addFault({ kind: 'timeout_before', path: CONSUME, count: 1 });
  const givenUp = await story.charge(
    usage(story, 'gus', { billing_method: 'wallet_deduction' }),
    'g',
    202,
    402,
  );
  await waitUntil('it is given up', async () => {
    const { body } = await story.api.get(`/api/v1/billing/record/${givenUp}`);
    return body['failure_reason'] === 'charge_not_confirmed';
  });
  await story.expect(story.api.post(PROCESS, { billing_id: declined }), 402);
  return { declined, givenUp };
}

/** Left open for the rest of a suite, by a service that does not look after them. */
export async function leaveOpenOutside(story: Story, { wallet, subscription }: Outside) {
  await wallet.control.create({ wallets: [{ user_id: 'pia', balance: '50' }] });
  await wallet.control.addFault({ kind: 'timeout_before', path: CONSUME, count: 1 });
  const byWallet = { billing_method: 'wallet_deduction' };
  const pendingOutside = await story.charge(usage(story, 'pia', byWallet), 'p1', 202);
  const behindIt = await story.charge(usage(story, 'pia', byWallet), 'p2', 202);
  await subscription.control.down();
  const byCredits = { usage_amount: 3_333, billing_method: 'credit_consumption' };
  const payerAway = await story.charge(usage(story, 'ada', byCredits), 'a1', 202);
  return { pendingOutside, behindIt, payerAway };
}

function usage(story: Story, userId: string, more: object = {}): Record<string, unknown> {
  return story.usage(userId, { product_id: CREDITS, ...more });
}
