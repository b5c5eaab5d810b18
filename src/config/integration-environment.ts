import { ServiceEnvironment } from './service-environment.js';
import { AddressVariable, ChoiceVariable, FlagVariable, IntegerVariable, TextVariable } from './variable.js';

const SECRET = { rule: 'visible ASCII characters', pattern: /^[\x21-\x7e]+$/, maxLength: 512 };
const NAME = { rule: 'letters, digits, _, . and -', pattern: /^[\w.-]+$/, maxLength: 128 };

/** The environment variables about the services around this one; Environment adds the limits. */
export class IntegrationEnvironment extends ServiceEnvironment {
  // --- upstreams --------------------------------------------------------------------------------------------------

  @ChoiceVariable({
    of: ['embedded', 'http'],
    default: 'embedded',
    meaning: 'Where products and prices come from: this service, or the platform’s product service.',
  })
  PRODUCT_CLIENT?: 'embedded' | 'http';

  @ChoiceVariable({
    of: ['embedded', 'http'],
    default: 'embedded',
    meaning: 'Who keeps wallets: this service, or the platform’s wallet service.',
  })
  WALLET_CLIENT?: 'embedded' | 'http';

  @ChoiceVariable({
    of: ['embedded', 'http', 'stripe'],
    default: 'embedded',
    meaning: 'Who charges cards: a sandbox inside this service, the platform’s payment service, or Stripe.',
  })
  PAYMENT_CLIENT?: 'embedded' | 'http' | 'stripe';

  @ChoiceVariable({
    of: ['embedded', 'http'],
    default: 'embedded',
    meaning:
      'Who keeps subscriptions and their credits: this service, or the platform’s subscription service.',
  })
  SUBSCRIPTION_CLIENT?: 'embedded' | 'http';

  @AddressVariable({
    takes: ['path'],
    default: 'what Consul says, with `CONSUL_ENABLED`',
    meaning: 'The product service. Required with `PRODUCT_CLIENT=http` unless Consul is asked.',
  })
  PRODUCT_SERVICE_URL?: string;

  @AddressVariable({
    takes: ['path'],
    default: 'what Consul says, with `CONSUL_ENABLED`',
    meaning: 'The wallet service. Required with `WALLET_CLIENT=http` unless Consul is asked.',
  })
  WALLET_SERVICE_URL?: string;

  @AddressVariable({
    takes: ['path'],
    default: 'what Consul says, with `CONSUL_ENABLED`',
    meaning: 'The payment service. Required with `PAYMENT_CLIENT=http` unless Consul is asked.',
  })
  PAYMENT_SERVICE_URL?: string;

  @AddressVariable({
    takes: ['path'],
    default: 'what Consul says, with `CONSUL_ENABLED`',
    meaning: 'The subscription service. Required with `SUBSCRIPTION_CLIENT=http` unless Consul is asked.',
  })
  SUBSCRIPTION_SERVICE_URL?: string;

  @ChoiceVariable({
    of: ['v1', 'v2'],
    default: 'v2',
    meaning: 'Which generation of the platform’s APIs the upstreams speak; the paths differ.',
  })
  UPSTREAM_GENERATION?: 'v1' | 'v2';

  @TextVariable({
    ...SECRET,
    default: null,
    meaning: 'What the payment service knows internal callers by (`X-Internal-Service-Secret`).',
  })
  PAYMENT_SERVICE_SECRET?: string;

  @IntegerVariable({
    min: 50,
    max: 60_000,
    default: '2000',
    meaning: 'How long to wait for a connection to an upstream.',
  })
  UPSTREAM_CONNECT_TIMEOUT_MS?: number;

  @IntegerVariable({
    min: 50,
    max: 300_000,
    default: '5000',
    meaning: 'How long a question to an upstream may take, its retries included.',
  })
  UPSTREAM_READ_TIMEOUT_MS?: number;

  @IntegerVariable({ min: 1, max: 10_000, default: '64', meaning: 'Most calls to one upstream at once.' })
  UPSTREAM_CONNECTIONS?: number;

  @IntegerVariable({
    min: 0,
    max: 100_000,
    default: '1024',
    meaning: 'Most calls that wait for their turn at one upstream; past it the call is not made.',
  })
  UPSTREAM_QUEUE_LIMIT?: number;

  @IntegerVariable({
    min: 1,
    max: 1_000,
    default: '5',
    meaning: 'After so many failures in a row an upstream’s circuit breaker opens: no call is made.',
  })
  UPSTREAM_BREAKER_FAILURES?: number;

  @IntegerVariable({
    min: 100,
    max: 3_600_000,
    default: '5000',
    meaning: 'How long a circuit breaker stays open before one call tries the upstream again.',
  })
  UPSTREAM_BREAKER_OPEN_MS?: number;

  @IntegerVariable({
    min: 100,
    max: 86_400_000,
    default: '60000',
    meaning: 'How often prices of the product service are asked for again.',
  })
  PRICE_REFRESH_INTERVAL_MS?: number;

  @IntegerVariable({
    min: 100,
    max: 2_592_000_000,
    default: '300000',
    meaning:
      'A price that the product service has not confirmed for so long is marked stale; it is still used.',
  })
  PRICE_STALE_AFTER_MS?: number;

  // --- Stripe -----------------------------------------------------------------------------------------------------

  @TextVariable({
    rule: 'a secret or restricted key of Stripe (sk_… or rk_…)',
    pattern: /^[sr]k_\w+$/,
    maxLength: 512,
    default: null,
    meaning:
      'Stripe’s API key. Required with `PAYMENT_CLIENT=stripe`; with `ENV=production` one of its live mode.',
  })
  STRIPE_SECRET_KEY?: string;

  @TextVariable({
    rule: 'a signing secret of Stripe (whsec_…)',
    pattern: /^whsec_\w+$/,
    maxLength: 512,
    default: null,
    meaning: 'What Stripe signs its webhooks with. Required with `PAYMENT_CLIENT=stripe`.',
  })
  STRIPE_WEBHOOK_SECRET?: string;

  @AddressVariable({
    takes: [],
    default: 'https://api.stripe.com',
    meaning: 'Where Stripe’s API is; another one for tests.',
  })
  STRIPE_API_URL?: string;

  // --- Consul -----------------------------------------------------------------------------------------------------

  @FlagVariable({
    default: 'false',
    meaning: 'Register with Consul, and find upstreams without a URL through it.',
  })
  CONSUL_ENABLED?: boolean;

  @AddressVariable({
    takes: ['path'],
    default: 'http://127.0.0.1:8500',
    meaning: 'The Consul agent of this machine.',
  })
  CONSUL_HTTP_ADDR?: string;

  @TextVariable({
    ...SECRET,
    default: null,
    meaning: 'The token for the Consul agent.',
  })
  CONSUL_HTTP_TOKEN?: string;

  @TextVariable({
    ...NAME,
    default: 'billing_service',
    meaning: 'The name that this service registers under.',
  })
  CONSUL_SERVICE_NAME?: string;

  @TextVariable({
    rule: 'a host name or an IP address',
    pattern: /^[\w.:-]+$/,
    maxLength: 253,
    default: '`BILLING_SERVICE_SERVICE_HOST`',
    meaning: 'The address that Consul gives to those who look for this service.',
  })
  CONSUL_ADVERTISE_ADDRESS?: string;

  @ChoiceVariable({
    of: ['http', 'ttl'],
    default: 'ttl',
    meaning: 'How Consul learns that this service is well: it asks `/health/detailed`, or it is told.',
  })
  CONSUL_CHECK?: 'http' | 'ttl';

  // --- logs -------------------------------------------------------------------------------------------------------

  @AddressVariable({
    takes: ['user and password', 'path'],
    default: null,
    meaning: 'The Loki that log lines are pushed to, beside standard output.',
  })
  LOKI_URL?: string;

  @TextVariable({
    ...NAME,
    default: null,
    meaning: 'The tenant that Loki keeps the log lines for (`X-Scope-OrgID`).',
  })
  LOKI_TENANT?: string;
}
