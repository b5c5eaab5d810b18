import type { ApiClient } from '../../../support/api/api-client.js';
import { BillingFixture } from '../../../support/api/billing-fixture.js';
import { startUpstream, type Upstream } from '../../../support/upstreams/start-upstream.js';
import type { Method } from './charges.js';

/** Who keeps what payers have: this service, or the services around it. */
export interface Payers {
  readonly env: Readonly<Record<string, string>>;
  /** A new user who has so much by this method; a card pays any sum. */
  fill(api: ApiClient, method: Method, balance: string): Promise<string>;
  /** How many times money was taken from him outside; null where nothing is outside. */
  taken(userId: string): Promise<number | null>;
  stop(): Promise<void>;
}

let serial = 0;

export async function payersHere(): Promise<Payers> {
  return {
    env: {},
    async fill(api, method, balance) {
      const user = newUser();
      if (method === 'payment_charge') await new BillingFixture(api).card(user, 'tok_ok');
      else if (method === 'wallet_deduction') {
        await api.post('/api/v1/wallets', { user_id: user, initial_balance: balance });
      } else await api.post('/api/v1/credits/grants', { user_id: user, amount: balance });
      return user;
    },
    taken: async () => null,
    stop: async () => undefined,
  };
}

export async function payersOutside(): Promise<Payers> {
  const [wallet, subscription, payment] = await Promise.all([
    startUpstream('wallet'),
    startUpstream('subscription'),
    startUpstream('payment'),
  ]);
  return {
    env: {
      WALLET_CLIENT: 'http',
      WALLET_SERVICE_URL: wallet.url,
      SUBSCRIPTION_CLIENT: 'http',
      SUBSCRIPTION_SERVICE_URL: subscription.url,
      PAYMENT_CLIENT: 'http',
      PAYMENT_SERVICE_URL: payment.url,
      PAYMENT_SERVICE_SECRET: 'internal-secret',
    },
    async fill(api, method, balance) {
      const user_id = newUser();
      if (method === 'payment_charge') await new BillingFixture(api).card(user_id, 'pm_card_visa');
      else if (method === 'wallet_deduction')
        await wallet.control.create({ wallets: [{ user_id, balance }] });
      else await subscription.control.create({ subscriptions: [{ user_id, credits: Number(balance) }] });
      return user_id;
    },
    async taken(userId) {
      const { transactions } = await wallet.control.state();
      const { reservations } = await subscription.control.state();
      const { payments, processor } = await payment.control.state();
      const captured = new Set(processor.filter((row) => row.captured).map(({ payment_id: id }) => id));
      return [
        ...transactions.filter((row) => row.user_id === userId && row.transaction_type === 'consume'),
        ...reservations.filter(({ payer, status }) => payer.user_id === userId && status !== 'released'),
        ...payments.filter((row) => row.user_id === userId && captured.has(row.payment_id)),
      ].length;
    },
    stop: () => stopAll([wallet, subscription, payment]),
  };
}

/** Cards alone. */
export async function payersOfStripe(): Promise<Payers> {
  const secret = 'sk_test_concurrency';
  const stripe = await startUpstream('stripe', { secret });
  return {
    env: {
      PAYMENT_CLIENT: 'stripe',
      STRIPE_API_URL: stripe.url,
      STRIPE_SECRET_KEY: secret,
      STRIPE_WEBHOOK_SECRET: 'whsec_concurrency',
    },
    async fill(api) {
      const user = newUser();
      await new BillingFixture(api).card(user, 'pm_card_visa');
      return user;
    },
    async taken(userId) {
      const { customers, payment_intents: intents } = await stripe.control.state();
      const own = customers.find(({ metadata }) => metadata['billing_account_id'] === userId);
      return intents.filter(({ customer, status }) => customer === own?.id && status === 'succeeded').length;
    },
    stop: () => stopAll([stripe]),
  };
}

function newUser(): string {
  serial += 1;
  return `payer-${serial}`;
}

async function stopAll(upstreams: readonly Pick<Upstream<'wallet'>, 'stop'>[]): Promise<void> {
  await Promise.all(upstreams.map((upstream) => upstream.stop()));
}
