import type { SubscriptionOrder } from '../../../../../upstreams/subscription/create-subscriptions.js';
import type { WalletOrder } from '../../../../../upstreams/wallet/create-wallets.js';
import type { ApiClient } from '../../../../support/api/api-client.js';
import { BillingFixture } from '../../../../support/api/billing-fixture.js';
import type { Platform } from '../platform.js';
import { PRODUCTS } from './products.js';

/** Who pays, by what. Where a service is not there, nobody pays by it. */
export interface Payers {
  readonly wallets: readonly string[];
  /** Their wallets are soon empty. */
  readonly poor: readonly string[];
  readonly credits: readonly string[];
  readonly cards: readonly string[];
  /** Their bank refuses each charge. */
  readonly refused: readonly string[];
  /** Some credits, a small wallet, a card: what one cannot pay, the next does. */
  readonly anyhow: readonly string[];
  /** With credits. There is a user of each one's name, who has a wallet, credits and a card. */
  readonly organizations: readonly string[];
  /** Those of them that have a card. */
  readonly organizationCards: readonly string[];
}

const ENOUGH = 1_000_000_000;
/** Dollars. In credits a hundred thousand times as many. */
const A_LITTLE = 4;
const CREDITS_IN_A_DOLLAR = 100_000;

/** One payer for so many charges: a wallet outside serves one at a time. */
export async function makePayers(platform: Platform, api: ApiClient, charges: number): Promise<Payers> {
  const many = Math.min(200, Math.max(12, Math.ceil(charges / 50)));
  const { hasCredits, cards } = platform;
  const organizations = names('team', hasCredits ? 4 : 0);
  const payers: Payers = {
    wallets: names('wallet', many),
    poor: names('poor', 3),
    credits: names('credits', hasCredits ? many : 0),
    cards: names('card', many),
    refused: names('refused', cards.refused ? 2 : 0),
    anyhow: names('anyhow', many),
    organizations,
    organizationCards: cards.areForOrganizations ? organizations : [],
  };
  await platform.wallet.control.create({ wallets: walletsOf(payers) });
  await platform.subscription?.control.create({ subscriptions: subscriptionsOf(payers) });
  const fixture = new BillingFixture(api);
  for (const { id, unit_price, currency } of Object.values(PRODUCTS)) {
    await fixture.product(id, { unit_price, currency });
  }
  await Promise.all([
    ...[...payers.cards, ...payers.anyhow, ...organizations].map((user) => fixture.card(user, cards.good)),
    ...payers.refused.map((user) => fixture.card(user, String(cards.refused))),
    ...payers.organizationCards.map((id) => fixture.cardOfOrganization(id, cards.good)),
  ]);
  return payers;
}

function walletsOf({ wallets, poor, anyhow, organizations }: Payers): WalletOrder[] {
  return [
    ...[...wallets, ...organizations].map((user_id) => ({ user_id, balance: ENOUGH })),
    ...poor.map((user_id) => ({ user_id, balance: '5' })),
    ...anyhow.map((user_id) => ({ user_id, balance: A_LITTLE, currency: 'USD' })),
  ];
}

function subscriptionsOf({ credits, anyhow, organizations }: Payers): SubscriptionOrder[] {
  return [
    ...[...credits, ...organizations].map((user_id) => ({ user_id, credits: ENOUGH })),
    ...organizations.map((organization_id) => ({ user_id: 'founder', organization_id, credits: ENOUGH })),
    ...anyhow.map((user_id) => ({ user_id, credits: A_LITTLE * CREDITS_IN_A_DOLLAR })),
  ];
}

function names(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `${kind}-${n}`);
}
