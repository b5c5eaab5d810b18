import { afterAll, beforeAll } from '@jest/globals';
import type { IntegrationsConfig } from '../../../src/config/integrations-config.js';
import { testConfig } from '../config.js';
import { startUpstream, type Upstream } from './start-upstream.js';

/** The platform's services that take value; they exist only once the suite's tests begin. */
export interface PlatformSuite {
  readonly wallets: Upstream<'wallet'>;
  readonly subscriptions: Upstream<'subscription'>;
  readonly payments: Upstream<'payment'>;
  /** A service that charges all three. */
  integrations(http?: Partial<IntegrationsConfig['http']>): IntegrationsConfig;
}

type Services = Omit<PlatformSuite, 'integrations'>;

/** All three fakes, from before the tests of the calling file until after them. */
export function platformSuite(): PlatformSuite {
  let services: Services | undefined;

  beforeAll(async () => {
    const [wallets, subscriptions, payments] = await Promise.all([
      startUpstream('wallet'),
      startUpstream('subscription'),
      startUpstream('payment'),
    ]);
    services = { wallets, subscriptions, payments };
  });

  afterAll(async () => {
    if (services) await Promise.all(Object.values(services).map((fake) => fake.stop()));
  });

  function started(): Services {
    if (services === undefined)
      throw new Error('The fakes start in beforeAll: use them in a hook or a test.');
    return services;
  }

  return {
    get wallets() {
      return started().wallets;
    },
    get subscriptions() {
      return started().subscriptions;
    },
    get payments() {
      return started().payments;
    },
    integrations(http = {}) {
      const { wallets, subscriptions, payments } = started();
      const { integrations } = testConfig();
      return {
        ...integrations,
        wallet: { client: 'http', url: wallets.url },
        subscription: { client: 'http', url: subscriptions.url },
        payment: { client: 'http', url: payments.url, secret: 'internal-secret' },
        http: { ...integrations.http, ...http },
      };
    },
  };
}
