import type { Generation } from '../../../../upstreams/server/fake.js';
import { startUpstream, type Upstream } from '../../../support/upstreams/start-upstream.js';
import type { ControlUrls } from './judge/books-there.js';

const SECRET_KEY = 'sk_test_storm';
export const WEBHOOK_SECRET = 'whsec_storm';

/** Who charges cards, and which cards there are. */
export interface Cards {
  readonly upstream: Upstream<'payment'> | Upstream<'stripe'>;
  /** Where it is Stripe, who tells by itself what happens. */
  readonly stripe: Upstream<'stripe'> | null;
  readonly env: Readonly<Record<string, string>>;
  readonly controlUrls: Pick<ControlUrls, 'payment' | 'stripe'>;
  /** A card that pays, and one whose bank says no, where it is ever asked. */
  readonly good: string;
  readonly refused: string | null;
  /** The payment service knows users only. */
  readonly areForOrganizations: boolean;
}

export function startCards(name: 'payment' | 'stripe', generation: Generation): Promise<Cards> {
  return name === 'stripe' ? startStripe() : startPaymentService(generation);
}

async function startPaymentService(generation: Generation): Promise<Cards> {
  const secret = 'internal-secret';
  const upstream = await startUpstream('payment', { generation, secret });
  const env = { PAYMENT_CLIENT: 'http', PAYMENT_SERVICE_URL: upstream.url, PAYMENT_SERVICE_SECRET: secret };
  const controlUrls = { payment: upstream.controlUrl, stripe: null };
  return {
    upstream,
    stripe: null,
    env,
    controlUrls,
    good: 'pm_card_visa',
    refused: null,
    areForOrganizations: false,
  };
}

async function startStripe(): Promise<Cards> {
  const upstream = await startUpstream('stripe', { secret: SECRET_KEY });
  return {
    upstream,
    stripe: upstream,
    env: {
      PAYMENT_CLIENT: 'stripe',
      STRIPE_API_URL: upstream.url,
      STRIPE_SECRET_KEY: SECRET_KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    },
    controlUrls: { payment: null, stripe: upstream.controlUrl },
    good: 'pm_card_visa',
    refused: 'pm_card_chargeCustomerFail',
    areForOrganizations: true,
  };
}
