import { ControlClient } from '../../../upstreams/control/control-client.js';
import type { PaymentOrder, PaymentState } from '../../../upstreams/payment/payment-fake.js';
import { FakeProcess, type FakeOptions } from '../../../upstreams/process/fake-process.js';
import type { ProductCreation } from '../../../upstreams/product/create-products.js';
import type { ProductState } from '../../../upstreams/product/product-fake.js';
import type { ServedFake } from '../../../upstreams/process/fake-order.js';
import { StripeControlClient } from '../../../upstreams/stripe/stripe-control-client.js';
import type { SubscriptionOrder } from '../../../upstreams/subscription/create-subscriptions.js';
import type { SubscriptionState } from '../../../upstreams/subscription/subscription-fake.js';
import type { WalletOrder } from '../../../upstreams/wallet/create-wallets.js';
import type { WalletState } from '../../../upstreams/wallet/wallet-fake.js';

/** By fake: what it knows, what can be made there, and what that answers. */
interface Controls {
  wallet: ControlClient<WalletState, { wallets: readonly WalletOrder[] }, { wallet_ids: string[] }>;
  payment: ControlClient<PaymentState, PaymentOrder, PaymentOrder>;
  product: ControlClient<
    ProductState,
    ProductCreation,
    { product_ids: string[]; subscription_ids: string[] }
  >;
  subscription: ControlClient<
    SubscriptionState,
    { subscriptions: readonly SubscriptionOrder[] },
    { subscription_ids: string[] }
  >;
  stripe: StripeControlClient;
}

/** A faithful fake of one of the platform's services or of Stripe, as a process of its own on a free port. */
export interface Upstream<Name extends ServedFake> {
  /** Where its API is. */
  readonly url: string;
  /** Where its control API is, also while it is down. */
  readonly controlUrl: string;
  readonly control: Controls[Name];
  stop(): Promise<void>;
}

/** Starts one; a suite stops it in `afterAll`. It also ends with the suite's process. */
export async function startUpstream<Name extends ServedFake>(
  name: Name,
  options: FakeOptions = {},
): Promise<Upstream<Name>> {
  const fake = await FakeProcess.start(name, options);
  const Control = name === 'stripe' ? StripeControlClient : ControlClient;
  const control = new Control(fake.controlUrl) as Controls[Name];
  return { url: fake.url, controlUrl: fake.controlUrl, control, stop: () => fake.stop() };
}
