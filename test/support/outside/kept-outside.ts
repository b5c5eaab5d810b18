import type { IntegrationsConfig } from '../../../src/config/integrations-config.js';
import { ProductUpstream } from '../upstreams/product-upstream.js';
import { startUpstream, type Upstream } from '../upstreams/start-upstream.js';

/** A fake of each of the platform's services. */
export interface Outside {
  readonly product: Upstream<'product'>;
  readonly wallet: Upstream<'wallet'>;
  readonly payment: Upstream<'payment'>;
  readonly subscription: Upstream<'subscription'>;
}

export async function startOutside(): Promise<Outside> {
  const [product, wallet, payment, subscription] = await Promise.all([
    startUpstream('product'),
    startUpstream('wallet'),
    startUpstream('payment'),
    startUpstream('subscription'),
  ]);
  return { product, wallet, payment, subscription };
}

export async function stopOutside(outside: Outside): Promise<void> {
  await Promise.all(Object.values(outside).map((fake: { stop(): Promise<void> }) => fake.stop()));
}

/** A service that has everything there. */
export function keptOutside({ product, wallet, payment, subscription }: Outside): IntegrationsConfig {
  return {
    ...ProductUpstream.configured(product.url, { refreshIntervalMs: 3_600_000 }),
    wallet: { client: 'http', url: wallet.url },
    payment: { client: 'http', url: payment.url, secret: 'internal-secret' },
    subscription: { client: 'http', url: subscription.url },
  };
}
