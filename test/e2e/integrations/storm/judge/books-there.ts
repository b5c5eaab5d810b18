import { ControlClient } from '../../../../../upstreams/control/control-client.js';
import type { PaymentState } from '../../../../../upstreams/payment/payment-fake.js';
import type { StripeState } from '../../../../../upstreams/stripe/stripe-control.js';
import type { SubscriptionState } from '../../../../../upstreams/subscription/subscription-fake.js';
import type { WalletState } from '../../../../../upstreams/wallet/wallet-fake.js';
import type { ChargeKind } from './books-here.js';
import { cardsOfService, cardsOfStripe } from './cards-there.js';
import { creditsThere } from './credits-there.js';
import { walletsThere } from './wallets-there.js';

/** One time that value really went one way outside. */
export interface Movement {
  readonly by: ChargeKind;
  readonly attemptId: string;
  /** Null where that service keeps no more than the attempt. */
  readonly billingId: string | null;
  /** Whose value it is: `user:alice`. */
  readonly account: string;
  /** In its own units: CREDIT or dollars of a wallet, whole credits, cents. */
  readonly amount: number;
  /** The charge: its own id, or the one that is given back. */
  readonly transactionId: string;
}

/** What was really taken outside, and given back. */
export interface Moved {
  readonly taken: readonly Movement[];
  readonly given: readonly Movement[];
}

export interface BooksThere extends Moved {
  /** The most movements of one wallet at once. */
  readonly mostAtOnce: number;
}

/** Where the control APIs are; null for what is not there. */
export interface ControlUrls {
  readonly wallet: string;
  readonly subscription: string | null;
  readonly payment: string | null;
  readonly stripe: string | null;
}

export async function readPlatform(urls: ControlUrls): Promise<BooksThere> {
  const [wallets, subscriptions, payments, stripe] = await Promise.all([
    new ControlClient<WalletState, never, never>(urls.wallet).state(),
    stateOf<SubscriptionState>(urls.subscription),
    stateOf<PaymentState>(urls.payment),
    stateOf<StripeState>(urls.stripe),
  ]);
  const all = [
    walletsThere(wallets),
    ...(subscriptions ? [creditsThere(subscriptions)] : []),
    ...(payments ? [cardsOfService(payments)] : []),
    ...(stripe ? [cardsOfStripe(stripe)] : []),
  ];
  return {
    taken: all.flatMap(({ taken }) => taken),
    given: all.flatMap(({ given }) => given),
    mostAtOnce: Math.max(...wallets.wallets.map(({ most_at_once }) => most_at_once)),
  };
}

async function stateOf<State>(url: string | null): Promise<State | null> {
  return url === null ? null : new ControlClient<State, never, never>(url).state();
}
