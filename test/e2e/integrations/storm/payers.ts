import type { ApiClient } from '../../../support/api-client.js';
import { BillingFixture } from '../../../support/billing-fixture.js';
import type { Platform } from './platform.js';

/** Who pays, by what; each kind has a product of its own currency. */
export interface Payers {
  readonly wallets: readonly string[];
  /** Their wallets are soon empty. */
  readonly poor: readonly string[];
  readonly credits: readonly string[];
  readonly cards: readonly string[];
}

/** The unit of each product costs so much. */
export const PRODUCTS = {
  wallet: { id: 'storm-wallet', unit_price: '0.002', currency: 'CREDIT' },
  credits: { id: 'storm-credits', unit_price: '1', currency: 'CREDIT' },
  card: { id: 'storm-card', unit_price: '0.01', currency: 'USD' },
} as const;

const ENOUGH = 1_000_000_000;

/** One payer for so many charges: a wallet outside serves one at a time. */
export async function makePayers(platform: Platform, api: ApiClient, charges: number): Promise<Payers> {
  const many = Math.min(200, Math.max(12, Math.ceil(charges / 50)));
  const payers = {
    wallets: names('wallet', many),
    poor: names('poor', 3),
    credits: names('credits', many),
    cards: names('card', many),
  };
  await platform.wallet.control.create({
    wallets: [
      ...payers.wallets.map((user_id) => ({ user_id, balance: ENOUGH })),
      ...payers.poor.map((user_id) => ({ user_id, balance: '5' })),
    ],
  });
  await platform.subscription.control.create({
    subscriptions: payers.credits.map((user_id) => ({ user_id, credits: ENOUGH })),
  });
  const fixture = new BillingFixture(api);
  for (const { id, unit_price, currency } of Object.values(PRODUCTS)) {
    await fixture.product(id, { unit_price, currency });
  }
  for (const user of payers.cards) await fixture.card(user, 'pm_card_visa');
  return payers;
}

function names(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `${kind}-${n}`);
}
