import type { INestApplicationContext } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { type CardPayer, isCardOf } from '../../domain/payers/card.js';
import type { Account } from '../../domain/commands.js';
import { decimal } from '../../domain/decimal.js';
import type { ProblemCode } from '../../domain/problems/problem-codes.js';
import { DomainError } from '../../domain/problems/problems.js';
import { Engine } from '../../engine/engine.service.js';
import { PaymentMethodStore } from '../payment/payment-method.store.js';
import { Catalogue } from '../product/catalogue.service.js';
import type { PriceRequest } from '../product/price-request.js';
import { SUBSCRIPTION_CLIENT, type SubscriptionClient } from '../subscription/subscription.client.js';
import { WALLET_CLIENT, type WalletClient } from '../wallet/wallet.client.js';

/** The same at every start: what a start has made, later ones find under its key. */
const KEY = 'demo';

const USER: Account = { type: 'user', id: 'user123' };
const WALLET_CREDITS = decimal('1000000');

/** None with Stripe: its cards are saved by their owner's own form. */
const CARDS: Readonly<Record<CardPayer, string | null>> = {
  embedded: 'tok_ok',
  http: 'pm_card_visa',
  stripe: null,
};

const PRODUCT = {
  productId: 'gpt-4',
  name: 'GPT-4',
  productType: 'model',
  unitType: 'token',
  description: 'The model of the examples: 0.002 CREDIT a token.',
};

const PRICE: PriceRequest = {
  productId: PRODUCT.productId,
  currency: 'CREDIT',
  unitPrice: decimal('0.002'),
  dimensions: null,
  freeTier: null,
  effectiveFrom: 0,
  effectiveUntil: null,
};

/** Includes nothing: the examples' calls are charged although they name it. */
const SUBSCRIPTION = {
  account: USER,
  subscriptionId: 'sub123',
  userId: USER.id,
  organizationId: null,
  planId: 'pro-plan',
  planTier: 'pro',
  billingCycle: 'monthly',
  startsAt: Date.UTC(2025, 0, 1),
  includedProducts: [],
  metadata: null,
} as const;

/**
 * Fills an empty service so that the documented examples answer as printed: a priced model, and a user with a wallet,
 * a card and a subscription. What exists is left alone, whoever made it and whatever became of it.
 */
export async function seedDemo(app: INestApplicationContext): Promise<void> {
  await Promise.all([seedProduct(app.get(Catalogue, { strict: false })), seedUser(app)]);
}

/** Not where the product service keeps them. */
async function seedProduct(catalogue: Catalogue): Promise<void> {
  if (catalogue.isManagedUpstream) return;
  await unlessThere('product_already_exists', () => catalogue.createProduct(PRODUCT, KEY, null));
  const { prices } = await catalogue.listPrices(PRODUCT.productId);
  if (prices.length > 0) return;
  await unlessThere('price_already_exists', () => catalogue.addPrice(PRICE, KEY, null));
}

async function seedUser(app: INestApplicationContext): Promise<void> {
  const wallets = app.get<WalletClient>(WALLET_CLIENT, { strict: false });
  const subscriptions = app.get<SubscriptionClient>(SUBSCRIPTION_CLIENT, { strict: false });
  const engine = app.get(Engine, { strict: false });
  await unlessThere('wallet_already_exists', () => wallets.openWallet(USER, 'CREDIT', WALLET_CREDITS, KEY));
  await unlessThere('subscription_already_exists', () => subscriptions.subscribe(SUBSCRIPTION, KEY));
  const { client } = app.get<AppConfig>(APP_CONFIG, { strict: false }).integrations.payment;
  const token = CARDS[client];
  if (token === null) return;
  // Looked for, since its key is forgotten one day. A card that was removed stays removed.
  const had = await app.get(PaymentMethodStore, { strict: false }).tokensEverOf(USER);
  if (had.some((other) => isCardOf(client, other))) return;
  await engine.submit({ type: 'add_payment_method', account: USER, token }, { key: `${KEY}:${token}` });
}

/** What another service keeps is that one's to fill. */
async function unlessThere(code: ProblemCode, make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (!(error instanceof DomainError) || ![code, 'managed_upstream'].includes(error.code)) throw error;
  }
}
